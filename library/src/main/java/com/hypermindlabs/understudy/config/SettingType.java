package com.hypermindlabs.understudy.config;

import org.jspecify.annotations.Nullable;

/**
 * What a setting's value has to look like. Implementations are immutable; those of the library are
 * in {@link SettingTypes}.
 *
 * @param <T> what the value becomes
 */
public interface SettingType<T> {
  /** Takes what is wrong with a value; a value may be wrong in several places. */
  @FunctionalInterface
  interface Complaints {
    /**
     * Reports one wrong value.
     *
     * @param at where inside the value, as {@code .account} or {@code [2]}; empty for the whole
     * @param value the wrong part
     * @param what what is wrong, as {@code is not a whole number}
     * @param remedy what to write instead
     */
    void add(String at, RawValue value, String what, String remedy);
  }

  /** What the documentation calls it, as {@code duration}. */
  String name();

  /** Makes sense of a value; null when it could not, and then it has complained. */
  @Nullable T parse(RawValue raw, Complaints complaints);

  /** Whether the value must never be shown. */
  default boolean secret() {
    return false;
  }

  /**
   * How a text that was given for it may be shown, right or wrong: without what may be a secret in
   * the wrong place.
   */
  default String masked(String text) {
    return Masked.show(text);
  }

  /** The value as a person would write it; not for secrets. */
  String show(T value);
}
