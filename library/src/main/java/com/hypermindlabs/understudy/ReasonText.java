package com.hypermindlabs.understudy;

import java.util.regex.Pattern;

/**
 * What somebody gives as a reason is shown on terminals, in logs and in files, one line each: signs
 * that end a line, move a cursor or turn the direction of the text become spaces.
 */
final class ReasonText {
  private static final Pattern UNFIT =
      Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+");

  private ReasonText() {}

  static String oneLine(String reason) {
    return UNFIT.matcher(reason).replaceAll(" ").strip();
  }
}
