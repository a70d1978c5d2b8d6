package com.hypermindlabs.understudy.config;

import java.util.Locale;

/** How a value that may be shown is shown: on one line, not too long, without log-in data. */
final class Masked {
  private static final int LONGEST = 80;
  private static final String HIDDEN = "***";

  private Masked() {}

  /** A raw value; a secret only as being set. */
  static String show(RawValue raw, boolean secret) {
    if (secret) {
      return "(not shown)";
    }
    if (raw instanceof RawValue.Text text) {
      return "\"" + show(text.text()) + "\"";
    }
    if (raw instanceof RawValue.Numeral number) {
      return show(number.literal());
    }
    return raw instanceof RawValue.Flag flag ? String.valueOf(flag.value()) : "";
  }

  /** A text, in which the log-in part of an address is hidden. */
  static String show(String text) {
    if (text.toLowerCase(Locale.ROOT).contains("password")) {
      return HIDDEN;
    }
    String shown = text;
    int at = shown.lastIndexOf('@');
    if (at >= 0) {
      int scheme = shown.indexOf("://");
      String start = scheme >= 0 && scheme < at ? shown.substring(0, scheme + 3) : "";
      shown = start + HIDDEN + shown.substring(at);
    }
    shown = shown.replaceAll("[\\p{IsControl}\\u2028\\u2029]", "?");
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
  }
}
