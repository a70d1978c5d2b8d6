package com.hypermindlabs.understudy.assistant.screen;

import java.util.ArrayList;
import java.util.List;

/** How much room text takes in a terminal: most signs one cell, some two, some none. */
final class Cells {
  /** First and last of each range of signs that take two cells: East Asian ones and emoji. */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x267F, 0x267F},
    {0x2693, 0x2693},
    {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},
    {0x26D4, 0x26D4},
    {0x26EA, 0x26EA},
    {0x26F2, 0x26F3},
    {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},
    {0x26FD, 0x26FD},
    {0x2705, 0x2705},
    {0x270A, 0x270B},
    {0x2728, 0x2728},
    {0x274C, 0x274C},
    {0x274E, 0x274E},
    {0x2753, 0x2755},
    {0x2757, 0x2757},
    {0x2795, 0x2797},
    {0x27B0, 0x27B0},
    {0x27BF, 0x27BF},
    {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},
    {0x2B55, 0x2B55},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A},
    {0x1F1E6, 0x1F320},
    {0x1F32D, 0x1F335},
    {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393},
    {0x1F3A0, 0x1F3CA},
    {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0},
    {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440},
    {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D},
    {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A},
    {0x1F595, 0x1F596},
    {0x1F5A4, 0x1F5A4},
    {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5},
    {0x1F6CC, 0x1F6CC},
    {0x1F6D0, 0x1F6D2},
    {0x1F6D5, 0x1F6D7},
    {0x1F6DC, 0x1F6DF},
    {0x1F6EB, 0x1F6EC},
    {0x1F6F4, 0x1F6FC},
    {0x1F7E0, 0x1F7EB},
    {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945},
    {0x1F947, 0x1F9FF},
    {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD}
  };

  private static final int JOINER = 0x200D;

  private Cells() {}

  /** The cells that a text takes. */
  static int width(String text) {
    return clusters(text).stream().mapToInt(Cells::ofCluster).sum();
  }

  /** A text in the pieces that a cursor moves over: a sign with what is written onto it. */
  static List<String> clusters(String text) {
    List<String> clusters = new ArrayList<>();
    StringBuilder cluster = new StringBuilder();
    boolean joined = false;
    for (int at = 0; at < text.length(); ) {
      int sign = text.codePointAt(at);
      if (cluster.length() > 0 && !joined && ofSign(sign) > 0) {
        clusters.add(cluster.toString());
        cluster.setLength(0);
      }
      cluster.appendCodePoint(sign);
      joined = sign == JOINER;
      at += Character.charCount(sign);
    }
    if (cluster.length() > 0) {
      clusters.add(cluster.toString());
    }
    return clusters;
  }

  /** What of a text fits into that many cells, with a mark where it was cut. */
  static String fit(String text, int cells, String mark) {
    if (width(text) <= cells) {
      return text;
    }
    StringBuilder fitting = new StringBuilder();
    int room = cells - width(mark);
    for (String cluster : clusters(text)) {
      room -= ofCluster(cluster);
      if (room < 0) {
        break;
      }
      fitting.append(cluster);
    }
    return cells < width(mark) ? "" : fitting.append(mark).toString();
  }

  /** A text and blanks up to that many cells. */
  static String padded(String text, int cells) {
    return text + " ".repeat(Math.max(0, cells - width(text)));
  }

  /** Lines of at most that many cells, broken between words where that can be. */
  static List<String> wrapped(String text, int cells) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.strip().split("\\s+", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (width(longer) <= cells) {
        line = longer;
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line);
      }
      line = word;
      while (width(line) > cells) {
        String part = fit(line, cells, "");
        lines.add(part);
        line = line.substring(part.length());
      }
    }
    lines.add(line);
    return lines;
  }

  /** A text without what would move the cursor or turn the direction of writing. */
  static String harmless(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(
            sign -> {
              int type = Character.getType(sign);
              boolean turns = type == Character.FORMAT && sign != JOINER;
              boolean bad = type == Character.CONTROL || type == Character.SURROGATE || turns;
              clean.appendCodePoint(bad ? ' ' : sign);
            });
    return clean.toString();
  }

  static int ofCluster(String cluster) {
    return cluster.isEmpty() ? 0 : Math.max(1, ofSign(cluster.codePointAt(0)));
  }

  private static int ofSign(int sign) {
    int type = Character.getType(sign);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    int low = 0;
    int high = WIDE.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (sign < WIDE[middle][0]) {
        high = middle - 1;
      } else if (sign > WIDE[middle][1]) {
        low = middle + 1;
      } else {
        return 2;
      }
    }
    return 1;
  }
}
