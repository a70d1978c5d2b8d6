package com.hypermindlabs.understudy.health;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes the hosts of one cluster, all at once and within one budget. The writable one wins; where
 * several are, the one that won last, so that a route does not wander. Where none is, the reading
 * names the problem that tells most, and what is wrong with each other host.
 */
public final class ClusterProbe implements Probe {
  /** What tells most comes first: the answers of a server before the silence of the network. */
  private static final List<ProblemCode> TELLING =
      List.of(
          ProblemCode.WRONG_PASSWORD,
          ProblemCode.MISSING_DATABASE,
          ProblemCode.TLS,
          ProblemCode.TOO_MANY_CONNECTIONS,
          ProblemCode.READ_ONLY,
          ProblemCode.STARTING_UP,
          ProblemCode.SHUTTING_DOWN,
          ProblemCode.OTHER,
          ProblemCode.NOT_POSTGRES,
          ProblemCode.IN_RECOVERY,
          ProblemCode.RESET,
          ProblemCode.REFUSED,
          ProblemCode.SILENT,
          ProblemCode.UNREACHABLE,
          ProblemCode.UNRESOLVABLE);

  private static final Logger LOG = LoggerFactory.getLogger(ClusterProbe.class);

  private final List<ServerProbe> hosts;
  private final Duration budget;
  private @Nullable Endpoint winner;

  /** Describes a probe of the primary's hosts; nothing is started before the first reading. */
  public ClusterProbe(DatabaseSettings database, Duration budget) {
    this(database.hosts().stream().map(database::target).toList(), budget);
  }

  /** Describes a probe of some servers; nothing is started before the first reading. */
  public ClusterProbe(List<ConnectionTarget> targets, Duration budget) {
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("probe a cluster: it names no host");
    }
    this.budget = budget;
    this.hosts = targets.stream().map(target -> new ServerProbe(target, budget)).toList();
  }

  @Override
  public Reading read(boolean fresh) {
    DriverWarmUp.run();
    long deadline = System.nanoTime() + budget.toNanos();
    Map<ServerProbe, CompletableFuture<Reading>> begun = new LinkedHashMap<>();
    hosts.forEach(host -> begun.put(host, host.begin(fresh, deadline)));
    Reading.Healthy writable = lastWinner(begun, deadline);
    if (writable == null) {
      writable = firstHealthy(begun, deadline);
    }
    Reading reading = writable != null ? writable : lastOf(begun, deadline);
    if (reading instanceof Reading.Healthy healthy) {
      winner = healthy.endpoint();
    }
    return reading;
  }

  /** Each host is waited for a little longer than for the first of them, and may answer then. */
  private static Reading lastOf(Map<ServerProbe, CompletableFuture<Reading>> begun, long deadline) {
    List<Reading> readings = new ArrayList<>();
    begun.forEach((host, reading) -> readings.add(host.await(reading, deadline)));
    return best(readings);
  }

  /** The first healthy one; without any, the one that tells most of what is wrong. */
  static Reading best(List<Reading> readings) {
    List<Reading.Unhealthy> failed = new ArrayList<>();
    for (Reading reading : readings) {
      if (!(reading instanceof Reading.Unhealthy unhealthy)) {
        return reading;
      }
      failed.add(unhealthy);
    }
    return mostTelling(failed);
  }

  private Reading.@Nullable Healthy lastWinner(
      Map<ServerProbe, CompletableFuture<Reading>> begun, long deadline) {
    for (Map.Entry<ServerProbe, CompletableFuture<Reading>> one : begun.entrySet()) {
      if (one.getKey().endpoint().equals(winner)) {
        return one.getKey().await(one.getValue(), deadline) instanceof Reading.Healthy healthy
            ? healthy
            : null;
      }
    }
    return null;
  }

  /** Does not wait for the others; what they still do ends with their own deadline. */
  private static Reading.@Nullable Healthy firstHealthy(
      Map<ServerProbe, CompletableFuture<Reading>> begun, long deadline) {
    CompletableFuture<Reading.Healthy> first = new CompletableFuture<>();
    CompletableFuture<?>[] looked =
        begun.values().stream()
            .map(reading -> reading.thenAccept(done -> completeIfHealthy(first, done)))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> all = CompletableFuture.allOf(looked);
    try {
      CompletableFuture.anyOf(first, all)
          .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("no host answered in time", e);
    }
    return first.getNow(null);
  }

  private static void completeIfHealthy(CompletableFuture<Reading.Healthy> first, Reading reading) {
    if (reading instanceof Reading.Healthy healthy) {
      first.complete(healthy);
    }
  }

  private static Reading mostTelling(List<Reading.Unhealthy> failed) {
    Reading.Unhealthy telling =
        failed.stream()
            .min(Comparator.comparingInt(one -> TELLING.indexOf(one.problem().code())))
            .orElseThrow();
    if (failed.size() == 1) {
      return telling;
    }
    String others =
        failed.stream()
            .filter(one -> !one.equals(telling))
            .map(one -> one.endpoint() + " " + one.problem().code().json())
            .collect(Collectors.joining(", "));
    Problem problem = telling.problem();
    return new Reading.Unhealthy(
        telling.endpoint(),
        new Problem(
            problem.code(),
            problem.message() + "; no other host is writable: " + others,
            problem.hint()),
        failed.stream().anyMatch(one -> one.problem().code() == ProblemCode.IN_RECOVERY));
  }

  @Override
  public void close() {
    hosts.forEach(ServerProbe::close);
  }
}
