package com.hypermindlabs.understudy.assistant.web;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The name of an uploaded file. It is only ever a name: nothing is written under it. Pure.
 *
 * @param text what people call it
 */
record UploadName(String text) {
  private static final int LONGEST = 200;

  /**
   * Checks one.
   *
   * @param types the endings that can be read, as {@code .md}
   * @throws Refusal when it is no plain name, or of a type that cannot be read
   */
  static UploadName of(@Nullable String sent, Set<String> types) {
    String name = sent == null ? "" : sent.strip();
    if (name.isEmpty() || name.length() > LONGEST) {
      throw new Refusal(400, "a file needs a name of at most " + LONGEST + " characters");
    }
    if (name.startsWith(".") || name.chars().anyMatch(UploadName::odd)) {
      throw new Refusal(
          400, "a file's name has no slashes or control characters and starts with no dot");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (types.stream().noneMatch(lower::endsWith)) {
      throw new Refusal(415, "files of this type cannot be read; take " + String.join(", ", types));
    }
    return new UploadName(name);
  }

  /** What the document is known by: the same name again replaces it. */
  String source() {
    return "upload:" + text;
  }

  /** Also what turns the direction of writing, so that a name shows its ending where it is. */
  private static boolean odd(int character) {
    return character == '/'
        || character == '\\'
        || character == ':'
        || Character.isISOControl(character)
        || Character.isSurrogate((char) character)
        || Character.getType(character) == Character.FORMAT;
  }
}
