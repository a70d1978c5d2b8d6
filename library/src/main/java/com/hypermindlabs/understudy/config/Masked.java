package com.hypermindlabs.understudy.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a text that somebody gave may be shown: on one line, not too long, without what may be a
 * secret in the wrong place.
 */
public final class Masked {
  private static final int LONGEST = 80;
  private static final String HIDDEN = "***";
  private static final String NOT_SHOWN = "(not shown)";

  /** As a bot's token: an id and what has to be secret. */
  private static final Pattern TOKEN = Pattern.compile("(\\d{6,}:)[\\w-]+");

  /** As made by a machine; names have no such mixture. */
  private static final Pattern KEY =
      Pattern.compile("\\b(?=\\w*[a-z])(?=\\w*[A-Z])(?=\\w*\\d)\\w{20,}\\b");

  private static final Pattern NAMED =
      Pattern.compile(
          "((?:passw?d?|pwd|secret|token|key)\\s*[=:]\\s*)\\S+", Pattern.CASE_INSENSITIVE);
  private static final Pattern BEHIND_PATH = Pattern.compile("(://[^\\s?#]*[?#])\\S+");
  private static final Pattern LOGIN = Pattern.compile("://[^/\\s]*@");
  private static final Pattern WHOLE_TOKEN = Pattern.compile("\\d{6,}:[\\w-]{20,}");

  private static final Pattern NUMBER =
      Pattern.compile("\\s*[+-]?\\d[\\d.,_ ]*(?:[eE][+-]?\\d+)?[A-Za-z%]{0,2}\\s*|[A-Za-z]{0,8}");

  /** Behind a host: no port, nor the rest of an IPv6 address, which has another colon. */
  private static final Pattern NO_PORT =
      Pattern.compile(":(?!//|\\d{1,5}(?!\\w)|[0-9A-Fa-f.]*:)[^,/@\\s\\]]+");

  private Masked() {}

  /** A raw value of a type. */
  static String show(RawValue raw, SettingType<?> type) {
    if (type.secret()) {
      return NOT_SHOWN;
    }
    if (raw instanceof RawValue.Text text) {
      String shown = type.masked(text.text());
      return shown.equals(NOT_SHOWN) ? shown : "\"" + shown + "\"";
    }
    if (raw instanceof RawValue.Numeral number) {
      return type.masked(number.literal());
    }
    return raw instanceof RawValue.Flag flag ? String.valueOf(flag.value()) : "";
  }

  /**
   * A text, in which the log-in part of an address, what follows its path, and what looks like a
   * token or a key are hidden.
   */
  public static String show(String text) {
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
    shown = BEHIND_PATH.matcher(shown).replaceAll("$1" + HIDDEN);
    shown = NAMED.matcher(shown).replaceAll("$1" + HIDDEN);
    shown = TOKEN.matcher(shown).replaceAll("$1" + HIDDEN);
    shown = KEY.matcher(shown).replaceAll(HIDDEN);
    shown = shown.replaceAll("[\\p{IsControl}\\u2028\\u2029]", "?");
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
  }

  /** What was given for a number: a bot's token in place of its id is shown in no part. */
  static String number(String text) {
    return NUMBER.matcher(text).matches() ? show(text) : NOT_SHOWN;
  }

  /** What was given for hosts: a password may stand where a port belongs. */
  static String hosts(String text) {
    return NO_PORT.matcher(show(text)).replaceAll(":" + HIDDEN);
  }

  /** Whether it is more than a name: an address with a log-in, or a token. */
  static boolean holdsSecret(String text) {
    return LOGIN.matcher(text).find() || WHOLE_TOKEN.matcher(text).find();
  }
}
