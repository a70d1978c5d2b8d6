package com.hypermindlabs.understudy.assistant.edit;

/**
 * A settings file as it was read, and the text that it is to hold. Holds secrets; no textual form
 * shows them. Immutable.
 *
 * @param file as it was read
 * @param text all of the new text, without a byte order mark
 */
public record FileEdit(SettingsFile file, String text) {
  /** The path alone. */
  @Override
  public String toString() {
    return "FileEdit[" + file.path() + "]";
  }
}
