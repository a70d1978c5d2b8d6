package com.hypermindlabs.understudy.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types of settings. All of them are immutable. */
public final class SettingTypes {
  static final String SECRET = "secret";

  private static final Map<String, Boolean> FLAGS =
      Map.of(
          "true", true, "yes", true, "on", true, "1", true, //
          "false", false, "no", false, "off", false, "0", false);

  private SettingTypes() {}

  /**
   * A name or the like: any text that is not blank, exactly as it is written. It is shown in many
   * places, so it must not be the whole of a log-in.
   */
  public static SettingType<String> text() {
    return scalar("text", "write a text in quotes", SettingTypes::name, text -> text);
  }

  /** Sentences: any text that is not blank, exactly as it is written. */
  public static SettingType<String> prose() {
    return scalar("text", "write a text in quotes", SettingTypes::checkedText, text -> text);
  }

  /** Any text or number, as text; for what other programs make sense of. */
  public static SettingType<String> word() {
    return new ScalarType<>(
        "text or number",
        "write a text in quotes",
        Set.of(RawValue.Numeral.class, RawValue.Flag.class),
        SettingTypes::checkedText,
        text -> text);
  }

  /** A password, token or key; blanks at its ends belong to it. */
  public static SettingType<Secret> secret() {
    return scalar(
        SECRET,
        "write it as a text in quotes",
        text -> Secret.of(withoutNul(text)),
        Secret::toString);
  }

  /** True or false; a variable may also say yes, no, on, off, 1 or 0. */
  public static SettingType<Boolean> flag() {
    return new ScalarType<>(
        "boolean",
        "write true or false",
        Set.of(RawValue.Flag.class),
        text -> known(FLAGS, text, "is neither true nor false"),
        String::valueOf);
  }

  /** A whole number between two others, both included. */
  public static SettingType<Integer> integer(int least, int most) {
    return new ScalarType<>(
        "integer " + least + " to " + most,
        "write a whole number from " + least + " to " + most,
        Set.of(RawValue.Numeral.class),
        text -> (int) (long) between(parsedLong(text), (long) least, (long) most),
        String::valueOf,
        Masked::number);
  }

  /** A whole number that may be larger than an int holds, between two others, both included. */
  public static SettingType<Long> wholeNumber(long least, long most) {
    return new ScalarType<>(
        "integer",
        "write a whole number",
        Set.of(RawValue.Numeral.class),
        text -> between(parsedLong(text), least, most),
        String::valueOf,
        Masked::number);
  }

  /** A length of time with its unit, between two others, both included. */
  public static SettingType<Duration> duration(Duration least, Duration most) {
    String range = DurationText.format(least) + " to " + DurationText.format(most);
    return scalar(
        "duration " + range,
        "write a number and ms, s, m, h or d, from " + range,
        text -> between(DurationText.parse(text.strip()), least, most),
        DurationText::format);
  }

  /** A number of bytes with its unit (KB is 1024 bytes), between two others, both included. */
  public static SettingType<Long> size(long least, long most) {
    String range = SizeText.format(least) + " to " + SizeText.format(most);
    return scalar(
        "size " + range,
        "write a number and B, KB, MB, GB or TB, from " + range,
        text -> between(SizeText.parse(text.strip()), least, most),
        SizeText::format);
  }

  /** One constant of an enum, in small letters. */
  public static <E extends Enum<E>> SettingType<E> choice(Class<E> of) {
    return choice(
        Arrays.stream(of.getEnumConstants())
            .collect(Collectors.toMap(SettingTypes::lower, constant -> constant)),
        Arrays.stream(of.getEnumConstants()).map(SettingTypes::lower).toList(),
        SettingTypes::lower);
  }

  /**
   * One of some words.
   *
   * @param words all that are accepted, in small letters
   * @param documented those that the documentation names, in its order
   * @param shown the word for a value
   */
  public static <T> SettingType<T> choice(
      Map<String, T> words, List<String> documented, Function<T, String> shown) {
    String names = String.join(", ", documented);
    return scalar(
        "one of " + names,
        "write one of " + names,
        text -> known(words, text, "is not known"),
        shown);
  }

  /** One of some words, in small letters, as text. */
  public static SettingType<String> oneOf(List<String> words) {
    return choice(
        words.stream().collect(Collectors.toMap(Function.identity(), Function.identity())),
        words,
        Function.identity());
  }

  /** One of some words, exactly as they are listed, whatever case they are written in. */
  static SettingType<String> oneOfAnyCase(String... words) {
    Map<String, String> known =
        Arrays.stream(words)
            .collect(Collectors.toMap(word -> word.toLowerCase(Locale.ROOT), word -> word));
    return choice(known, List.of(words), Function.identity());
  }

  /** A list. */
  public static <T> SettingType<List<T>> list(SettingType<T> of) {
    return new ListType<>(of, 0);
  }

  /** A list of one item or more. */
  public static <T> SettingType<List<T>> filledList(SettingType<T> of) {
    return new ListType<>(of, 1);
  }

  /** An object with free keys. */
  public static <T> SettingType<Map<String, T>> map(SettingType<T> of) {
    return new MapType<>(of);
  }

  /**
   * A type of the caller's own that is written as text.
   *
   * @param parser says with an IllegalArgumentException what is wrong, as {@code is not ...}; the
   *     message must not repeat the value
   * @param shown back to text
   */
  public static <T> SettingType<T> scalar(
      String name, String remedy, Function<String, T> parser, Function<T, String> shown) {
    return new ScalarType<>(name, remedy, Set.of(), parser, shown);
  }

  private static String name(String text) {
    if (Masked.holdsSecret(text)) {
      throw new IllegalArgumentException("holds a password or token, which would be shown");
    }
    return checkedText(text);
  }

  private static String checkedText(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is blank");
    }
    return withoutNul(text);
  }

  /** PostgreSQL's protocol and C programs end a text there. */
  private static String withoutNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("holds the character NUL");
    }
    return text;
  }

  private static long parsedLong(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a whole number", e);
    }
  }

  private static <N extends Comparable<N>> N between(N value, N least, N most) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("is too small");
    }
    if (value.compareTo(most) > 0) {
      throw new IllegalArgumentException("is too large");
    }
    return value;
  }

  private static <T> T known(Map<String, T> words, String text, String otherwise) {
    T value = words.get(text.strip().toLowerCase(Locale.ROOT));
    if (value == null) {
      throw new IllegalArgumentException(otherwise);
    }
    return value;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
