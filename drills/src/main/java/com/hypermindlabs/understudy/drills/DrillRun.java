package com.hypermindlabs.understudy.drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.drill.DrillOrder;
import com.hypermindlabs.understudy.assistant.drill.DrillResult;
import com.hypermindlabs.understudy.assistant.drill.DrillResult.Remark;
import com.hypermindlabs.understudy.assistant.drill.Drills;
import com.hypermindlabs.understudy.drills.sabotage.Sabotage;
import com.hypermindlabs.understudy.drills.world.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plays schedules in as many lanes as are wanted. */
public final class DrillRun implements Drills {
  private static final double NANOS_PER_SECOND = 1e9;

  /** For the service loader. */
  public DrillRun() {}

  @Override
  public DrillResult run(DrillOrder order, Consumer<String> progress) throws Exception {
    @Nullable String sabotage = order.sabotage();
    if (sabotage != null) {
      sabotage = Sabotage.named(sabotage).word();
    }
    return new Run(order, sabotage, progress, Namespace.available()).play();
  }

  /** One run. */
  private static final class Run {
    private final DrillOrder order;
    private final @Nullable String sabotage;
    private final Consumer<String> progress;
    private final boolean namespaces;
    private final long begun = System.nanoTime();
    private final List<Remark> violations = new ArrayList<>();
    private final List<Remark> broken = new ArrayList<>();
    private final Map<String, Long> faults = new HashMap<>();
    private final List<LaneProcess> lanes = new CopyOnWriteArrayList<>();
    private long next;
    private int judged;
    private long operations;
    private long fallbackWrites;

    Run(
        DrillOrder order,
        @Nullable String sabotage,
        Consumer<String> progress,
        boolean namespaces) {
      this.order = order;
      this.sabotage = sabotage;
      this.progress = progress;
      this.namespaces = namespaces;
    }

    DrillResult play() throws InterruptedException {
      Thread atSignal = new Thread(() -> lanes.forEach(LaneProcess::destroy), "drill-cleanup");
      Runtime.getRuntime().addShutdownHook(atSignal);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < Math.min(order.atOnce(), order.schedules()); i++) {
        Thread thread = new Thread(this::lane, "drill-lane-" + i);
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      boolean unused = Runtime.getRuntime().removeShutdownHook(atSignal);
      synchronized (this) {
        return new DrillResult(
            judged,
            violations,
            broken,
            faults,
            operations,
            fallbackWrites,
            namespaces,
            sabotage,
            seconds());
      }
    }

    private void lane() {
      try (LaneProcess lane = LaneProcess.start(namespaces, sabotage, order.keep())) {
        lanes.add(lane);
        for (long seed = nextSeed(); seed >= order.seed(); seed = nextSeed()) {
          note(seed, lane.play(seed));
        }
      } catch (IOException | UncheckedIOException e) {
        broken(next, String.valueOf(e.getMessage()));
      }
    }

    /** Less than the first when there is nothing more to do. */
    private synchronized long nextSeed() {
      boolean late = !order.limit().isZero() && System.nanoTime() - begun > order.limit().toNanos();
      boolean caught = sabotage != null && !violations.isEmpty();
      if (next >= order.schedules() || late || caught) {
        return order.seed() - 1;
      }
      return order.seed() + next++;
    }

    private synchronized void broken(long seed, String why) {
      broken.add(new Remark(seed, why));
      progress.accept("seed " + seed + " says nothing: " + why);
    }

    private synchronized void note(long seed, JsonNode result) {
      if (result.hasNonNull("broken")) {
        broken(seed, result.path("broken").asText());
        return;
      }
      judged++;
      operations += result.path("operations").asLong();
      fallbackWrites += result.path("fallback_writes").asLong();
      result
          .path("faults")
          .properties()
          .forEach(fault -> faults.merge(fault.getKey(), fault.getValue().asLong(), Long::sum));
      List<String> found = new ArrayList<>();
      result.path("violations").forEach(one -> found.add(one.asText()));
      found.forEach(one -> violations.add(new Remark(seed, one)));
      progress.accept(
          String.format(
              Locale.ROOT,
              "seed %d: %d operations, %d writes on fallbacks, %s, %.1f s%s",
              seed,
              result.path("operations").asLong(),
              result.path("fallback_writes").asLong(),
              result.path("faults"),
              result.path("millis").asLong() / 1000.0,
              found.isEmpty() ? "" : " VIOLATED " + found));
    }

    private double seconds() {
      return (System.nanoTime() - begun) / NANOS_PER_SECOND;
    }
  }
}
