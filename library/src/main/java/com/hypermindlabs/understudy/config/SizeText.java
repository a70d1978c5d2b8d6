package com.hypermindlabs.understudy.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 512MB}, {@code 1GB}; steps of 1024. */
final class SizeText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?(B|KB|MB|GB|TB)");
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");
  private static final int STEP = 1024;

  private SizeText() {}

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static long parse(String text) {
    Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text.chars().allMatch(Character::isDigit) ? "has no unit" : "is not a size");
    }
    long bytes = Long.parseLong(matcher.group(1));
    try {
      for (int i = UNITS.indexOf(matcher.group(2)); i > 0; i--) {
        bytes = Math.multiplyExact(bytes, STEP);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is too large", e);
    }
  }

  /** Writes a size in the largest unit that fits. */
  static String format(long bytes) {
    long number = bytes;
    int unit = 0;
    while (number != 0 && number % STEP == 0 && unit < UNITS.size() - 1) {
      number /= STEP;
      unit++;
    }
    return number + UNITS.get(unit);
  }
}
