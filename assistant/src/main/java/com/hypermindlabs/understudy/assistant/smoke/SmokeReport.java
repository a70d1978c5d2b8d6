package com.hypermindlabs.understudy.assistant.smoke;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a smoke run. Immutable.
 *
 * @param mode the site's mode when it began, as {@code degraded}
 * @param route {@code primary}, {@code fallback}, or {@code none} when neither serves
 * @param endpoint the server; null when there is none
 * @param checks one for each operation, in order
 */
public record SmokeReport(
    String mode, String route, @Nullable String endpoint, List<Check> checks) {
  /** Copies the list. */
  public SmokeReport {
    checks = List.copyOf(checks);
  }

  /** The report of a site where nothing can be tried. */
  public static SmokeReport nothingServes(String reason) {
    return new SmokeReport(
        "outage",
        "none",
        null,
        Arrays.stream(Check.Name.values()).map(name -> new Check(name, 0, reason)).toList());
  }

  /** Whether every check passed. */
  public boolean passed() {
    return checks.stream().allMatch(Check::ok);
  }
}
