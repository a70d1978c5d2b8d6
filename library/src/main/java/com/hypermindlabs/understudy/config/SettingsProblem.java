package com.hypermindlabs.understudy.config;

/**
 * One thing that is wrong with the settings. Holds no secret.
 *
 * @param source where it was found, as {@code config.json line 4} or {@code environment}
 * @param key the key or variable; empty when the file as a whole is meant
 * @param value how the wrong value may be shown; empty when there is none to show
 * @param message what is wrong, as {@code is not a whole number}
 * @param remedy what to do about it
 */
public record SettingsProblem(
    String source, String key, String value, String message, String remedy) {
  /** A problem of a file as a whole. */
  static SettingsProblem ofFile(String source, String message, String remedy) {
    return new SettingsProblem(source, "", "", message, remedy);
  }

  /** All of it in one line. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(source);
    if (!key.isEmpty()) {
      line.append(": ").append(key);
    }
    if (!value.isEmpty()) {
      line.append(" = ").append(value);
    }
    return line.append(key.isEmpty() ? " " : ": ")
        .append(message)
        .append("; ")
        .append(remedy)
        .toString();
  }
}
