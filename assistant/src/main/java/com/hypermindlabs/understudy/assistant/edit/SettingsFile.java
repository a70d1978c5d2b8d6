package com.hypermindlabs.understudy.assistant.edit;

import com.hypermindlabs.understudy.config.FileCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A settings file as it was at one instant, read whole. Holds secrets; no textual form shows them.
 * Immutable.
 */
public final class SettingsFile {
  private static final String MARK = "\uFEFF";

  private final Path path;
  private final byte @Nullable [] bytes;
  private final String text;
  private final boolean marked;

  private SettingsFile(Path path, byte @Nullable [] bytes, String text, boolean marked) {
    this.path = path;
    this.bytes = bytes;
    this.text = text;
    this.marked = marked;
  }

  /**
   * Reads it; one that does not exist counts as empty.
   *
   * @throws EditException when it cannot be read, or is not UTF-8
   */
  public static SettingsFile read(Path path) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(path)) {
        throw new EditException(
            "read " + path + ": it is a link to a file that does not exist", "repair the link", e);
      }
      return new SettingsFile(path, null, "", false);
    } catch (IOException e) {
      throw new EditException(
          "read " + path + ": " + FileCause.inWords(e), "check the file and its rights", e);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean marked = text.startsWith(MARK);
      return new SettingsFile(path, bytes, marked ? text.substring(1) : text, marked);
    } catch (CharacterCodingException e) {
      throw new EditException("read " + path + ": it is not UTF-8", "save it as UTF-8", e);
    }
  }

  /** Where it is, as it was named. */
  public Path path() {
    return path;
  }

  /** Whether it existed. */
  public boolean existed() {
    return bytes != null;
  }

  /** Its text without a byte order mark; empty when it did not exist. */
  public String text() {
    return text;
  }

  /** Its bytes; none when it did not exist. */
  byte[] bytes() {
    return bytes == null ? new byte[0] : bytes.clone();
  }

  /** A new text as the bytes of this file: with a byte order mark where it had one. */
  byte[] encoded(String newText) {
    return ((marked ? MARK : "") + newText).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the file is still what was read. */
  boolean unchanged() throws IOException {
    try {
      return Arrays.equals(bytes, Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return bytes == null;
    }
  }

  /** The path alone. */
  @Override
  public String toString() {
    return "SettingsFile[" + path + "]";
  }
}
