package com.hypermindlabs.understudy.assistant.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random texts of config.json: odd blanks, line ends, numbers, escapes, repeated and odd names. */
final class RandomJson {
  static final List<String> NAMES =
      List.of("a", "b", "database", "host", "a.b", "", "x y", "é", "\uD83D\uDE80", "q\"t", "t\\n");

  private static final List<String> NUMBERS =
      List.of(
          "0", "-0", "5432", "1e3", "1E+3", "1.50", "-12.0e-2", "123456789012345678901234567890");

  private final Random random;
  private final String gap;

  RandomJson(Random random) {
    this.random = random;
    this.gap = pick(List.of("", " ", "\n", "\r\n", "\n  ", "\r\n\t", "\r", "mixed"));
  }

  /** An object, in blanks; now and then with a byte order mark. */
  String text() {
    String end = pick(List.of("", "\n", "\r\n", "  ", "\n\n"));
    return (random.nextInt(8) == 0 ? "\n" : "") + object(0) + end;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** A string as JSON writes it, some of it escaped without need. */
  String string(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char next = value.charAt(i);
      if (next == '"' || next == '\\') {
        text.append('\\').append(next);
      } else if (next < 0x20 || (!Character.isSurrogate(next) && random.nextInt(20) == 0)) {
        text.append(String.format("\\u%04" + (random.nextBoolean() ? "x" : "X"), (int) next));
      } else {
        text.append(next == '/' && random.nextBoolean() ? "\\/" : String.valueOf(next));
      }
    }
    return text.append('"').toString();
  }

  /** Text of letters, quotes, braces, line ends and characters outside the plane. */
  String words() {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      text.append(
          pick(
              List.of(
                  "a",
                  "Z",
                  "7",
                  " ",
                  "\"",
                  "\\",
                  "{",
                  "}",
                  ",",
                  ":",
                  "#",
                  "'",
                  "$",
                  "\n",
                  "\t",
                  "/",
                  "é",
                  "漢",
                  "\uD83D\uDE80",
                  "=",
                  "\r",
                  "[",
                  "]")));
    }
    return text.toString();
  }

  private String object(int depth) {
    List<String> members = new ArrayList<>();
    for (int count = random.nextInt(depth == 0 ? 6 : 4); count > 0; count--) {
      members.add(blanks() + string(pick(NAMES)) + colon() + value(depth + 1) + odd());
    }
    return "{" + String.join(",", members) + blanks() + "}";
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 9)) {
      case 0 -> pick(List.of("true", "false", "null"));
      case 1 -> pick(NUMBERS);
      case 2, 3 -> string(words());
      case 4 -> "\"\"";
      case 5 -> "[" + odd() + value(depth + 1) + odd() + "," + value(depth + 1) + "]";
      default -> object(depth);
    };
  }

  private String colon() {
    return pick(List.of(":", ": ", " : ", " :", ":\n"));
  }

  private String odd() {
    return random.nextInt(6) == 0 ? blanks() : "";
  }

  private String blanks() {
    return gap.equals("mixed") ? pick(List.of("", " ", "\n", "\r\n", "\t", "\n\n  ")) : gap;
  }
}
