package com.hypermindlabs.understudy.assistant.probe;

import java.util.List;
import java.util.Map;

/**
 * What a probe saw. Immutable, without secrets.
 *
 * @param remarks in the order of what depends on what
 * @param proposals by the names of settings, what fits what was seen: {@code bot_id}, {@code
 *     inference.chat.model}
 * @param choices by the names of settings, all that there is to choose from
 */
public record Sighting(
    List<Remark> remarks, Map<String, String> proposals, Map<String, List<String>> choices) {
  /** Copies the collections. */
  public Sighting {
    remarks = List.copyOf(remarks);
    proposals = Map.copyOf(proposals);
    choices = Map.copyOf(choices);
  }

  /** Remarks alone. */
  public static Sighting of(List<Remark> remarks) {
    return new Sighting(remarks, Map.of(), Map.of());
  }

  /** One remark alone. */
  public static Sighting of(Remark remark) {
    return of(List.of(remark));
  }

  /** Whether everything looked at works. */
  public boolean works() {
    return remarks.stream().noneMatch(one -> one.severity() == Remark.Severity.ERROR);
  }
}
