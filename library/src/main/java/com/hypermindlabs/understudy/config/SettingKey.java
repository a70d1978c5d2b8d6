package com.hypermindlabs.understudy.config;

import org.jspecify.annotations.Nullable;

/**
 * One setting that somebody reads: the registry that reader, documentation and tests share.
 * Immutable.
 *
 * @param <T> what its value becomes
 * @param name its path in config.json, as {@code database.host}; the variable's name for a setting
 *     that only a variable can give; with {@code <...>} as last part for free names (documentation
 *     only)
 * @param variable the variable that goes before config.json; null for none. A secret's may also end
 *     in {@code _FILE}
 * @param type what the value has to look like
 * @param fallback the value when it is set nowhere; null for none
 * @param meaning one line of documentation; names the default where that depends on other keys
 */
public record SettingKey<T>(
    String name,
    @Nullable String variable,
    SettingType<T> type,
    @Nullable T fallback,
    String meaning) {
  /** What a variable's name ends in when it names a file that holds the secret. */
  public static final String FILE_SUFFIX = "_FILE";

  /** A key of config.json without variable or default. */
  public static <T> SettingKey<T> of(String name, SettingType<T> type, String meaning) {
    return new SettingKey<>(name, null, type, null, meaning);
  }

  /** A setting that only a variable can give. */
  public static <T> SettingKey<T> ofVariable(String variable, SettingType<T> type, String meaning) {
    return new SettingKey<>(variable, variable, type, null, meaning);
  }

  /** The same with a variable. */
  public SettingKey<T> variable(String newVariable) {
    return new SettingKey<>(name, newVariable, type, fallback, meaning);
  }

  /** The same with a default. */
  public SettingKey<T> or(T newFallback) {
    return new SettingKey<>(name, variable, type, newFallback, meaning);
  }

  /** Whether the value must never be shown. */
  public boolean secret() {
    return type.secret();
  }

  /** Whether config.json can hold it. */
  public boolean inConfig() {
    return !name.equals(variable);
  }

  /** The default as a person would write it; empty for none. */
  public String shownFallback() {
    return fallback == null ? "" : type.show(fallback);
  }

  /** How a person is told to set it. */
  String howToSet() {
    if (variable == null) {
      return "set " + name + " in config.json";
    }
    return inConfig()
        ? "set " + name + " in config.json, or the variable " + variable
        : "set the variable " + variable;
  }
}
