package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A site with both servers, and processes of it that write all the time: {@link HealingChild}. */
final class HealingProcesses implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final HealingSite site = new HealingSite();
  private final List<ChildJvm> all = new ArrayList<>();

  HealingSite site() {
    return site;
  }

  /**
   * One more, which serves when this returns.
   *
   * @param key of its first row
   * @param steps what becomes of it at which step of a return
   */
  ChildJvm start(int key, String... steps) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                site.site().folder().toString(),
                Integer.toString(site.primary().port()),
                Integer.toString(key)));
    arguments.addAll(List.of(steps));
    ChildJvm child =
        LibraryProcess.of(HealingChild.class, arguments.toArray(String[]::new)).start();
    all.add(child);
    child.awaitLine("READY"::equals, LONG);
    return child;
  }

  /** All of them. */
  List<ChildJvm> all() {
    return List.copyOf(all);
  }

  /** Lets them end in good order. */
  static void end(Collection<ChildJvm> processes) {
    for (ChildJvm child : processes) {
      child.send("stop");
      child.awaitLine("DONE"::equals, LONG);
    }
  }

  /** The keys of the rows that were acknowledged to them. */
  static Set<Integer> kept(Collection<ChildJvm> processes) {
    return processes.stream()
        .flatMap(child -> child.lines().stream())
        .filter(line -> line.startsWith("KEPT "))
        .map(line -> Integer.valueOf(line.substring("KEPT ".length())))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    all.forEach(ChildJvm::close);
    site.close();
  }
}
