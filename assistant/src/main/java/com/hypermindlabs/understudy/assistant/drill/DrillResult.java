package com.hypermindlabs.understudy.assistant.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of drills. Immutable.
 *
 * @param schedules how many were played to their end and judged
 * @param violations promises that were broken
 * @param broken schedules that say nothing, because a fault did not take hold or the stage could
 *     not be set
 * @param faults how many faults of each kind took hold
 * @param operations how many operations of the application were judged
 * @param fallbackWrites how many of them were writes that a fallback acknowledged
 * @param namespaces whether each lane had a network and disks of its own
 * @param sabotage what was taken out of the engine; null when nothing was
 * @param seconds the whole
 */
public record DrillResult(
    int schedules,
    List<Remark> violations,
    List<Remark> broken,
    Map<String, Long> faults,
    long operations,
    long fallbackWrites,
    boolean namespaces,
    @Nullable String sabotage,
    double seconds) {
  /** Copies the collections. */
  public DrillResult {
    violations = List.copyOf(violations);
    broken = List.copyOf(broken);
    faults = Map.copyOf(faults);
  }

  /**
   * Something about one schedule.
   *
   * @param seed replays it
   * @param what in words
   */
  public record Remark(long seed, String what) {}

  /**
   * Whether it went as it should: something was judged and nothing was violated; with a sabotage,
   * that it was noticed.
   */
  public boolean good() {
    return schedules > 0 && violations.isEmpty() == (sabotage == null);
  }

  /** How many faults took hold. */
  public long faultsInjected() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The object of docs/json.md. */
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sabotage", sabotage);
    node.put("namespaces", namespaces);
    node.put("operations", operations);
    node.put("fallback_writes", fallbackWrites);
    ArrayNode kinds = node.putArray("faults");
    new TreeMap<>(faults)
        .forEach((name, count) -> kinds.addObject().put("name", name).put("count", count));
    remarks(node.putArray("broken"), broken);
    node.put("schedules", schedules);
    remarks(node.putArray("violations"), violations);
    node.put("faults_injected", faultsInjected());
    node.put("seconds", Math.round(seconds * 10) / 10.0);
    return node;
  }

  private static void remarks(ArrayNode array, List<Remark> remarks) {
    remarks.forEach(
        remark -> array.addObject().put("seed", remark.seed()).put("what", remark.what()));
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    violations.forEach(one -> text.append(String.format("seed %d: %s%n", one.seed(), one.what())));
    broken.forEach(
        one -> text.append(String.format("seed %d says nothing: %s%n", one.seed(), one.what())));
    return text.append(
            String.format(
                "%d schedules, %d operations (%d writes on fallbacks), %d faults, %d violations,"
                    + " %d broken, %.0f s%n",
                schedules,
                operations,
                fallbackWrites,
                faultsInjected(),
                violations.size(),
                broken.size(),
                seconds))
        .toString();
  }
}
