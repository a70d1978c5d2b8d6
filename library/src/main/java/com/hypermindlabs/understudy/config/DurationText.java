package com.hypermindlabs.understudy.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 7d}.
 */
final class DurationText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?(ms|s|m|h|d)");

  /** The longest first. */
  private static final Map<String, ChronoUnit> UNITS = units();

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text.chars().allMatch(Character::isDigit) ? "has no unit" : "is not a duration");
    }
    try {
      return Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is too large", e);
    }
  }

  /** Writes a duration in the largest unit that fits; what is below a millisecond is dropped. */
  static String format(Duration duration) {
    long millis = duration.toMillis();
    for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
      long length = unit.getValue().getDuration().toMillis();
      if (millis != 0 && millis % length == 0) {
        return millis / length + unit.getKey();
      }
    }
    return "0s";
  }

  private static ChronoUnit unit(String name) {
    ChronoUnit unit = UNITS.get(name);
    if (unit == null) {
      throw new IllegalArgumentException("has an unknown unit");
    }
    return unit;
  }

  private static Map<String, ChronoUnit> units() {
    Map<String, ChronoUnit> units = new LinkedHashMap<>();
    units.put("d", ChronoUnit.DAYS);
    units.put("h", ChronoUnit.HOURS);
    units.put("m", ChronoUnit.MINUTES);
    units.put("s", ChronoUnit.SECONDS);
    units.put("ms", ChronoUnit.MILLIS);
    return Collections.unmodifiableMap(units);
  }
}
