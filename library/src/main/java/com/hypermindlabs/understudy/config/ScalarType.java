package com.hypermindlabs.understudy.config;

import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A type whose values are written as one word, number or text.
 *
 * @param name for the documentation
 * @param remedy what to write instead of a wrong value
 * @param accepts what a file may hold besides text
 * @param parser from text; says with an IllegalArgumentException what is wrong
 * @param shown back to text
 * @param masked how a text that was given for it may be shown
 */
record ScalarType<T>(
    String name,
    String remedy,
    Set<Class<? extends RawValue>> accepts,
    Function<String, T> parser,
    Function<T, String> shown,
    UnaryOperator<String> masked)
    implements SettingType<T> {
  ScalarType(
      String name,
      String remedy,
      Set<Class<? extends RawValue>> accepts,
      Function<String, T> parser,
      Function<T, String> shown) {
    this(name, remedy, accepts, parser, shown, Masked::show);
  }

  @Override
  public @Nullable T parse(RawValue raw, Complaints complaints) {
    String text = text(raw);
    if (text == null) {
      complaints.add("", raw, "is " + raw.kind() + ", not " + name, remedy);
      return null;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      complaints.add("", raw, String.valueOf(e.getMessage()), remedy);
      return null;
    }
  }

  @Override
  public boolean secret() {
    return name.equals(SettingTypes.SECRET);
  }

  @Override
  public String masked(String text) {
    return masked.apply(text);
  }

  @Override
  public String show(T value) {
    return shown.apply(value);
  }

  private @Nullable String text(RawValue raw) {
    if (raw instanceof RawValue.Text text) {
      return text.text();
    }
    if (!accepts.contains(raw.getClass())) {
      return null;
    }
    if (raw instanceof RawValue.Numeral number) {
      return number.literal();
    }
    return raw instanceof RawValue.Flag flag ? String.valueOf(flag.value()) : null;
  }
}
