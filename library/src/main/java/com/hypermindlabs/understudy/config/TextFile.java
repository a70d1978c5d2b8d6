package com.hypermindlabs.understudy.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One text file of the settings, read whole if it is of a sane size.
 *
 * @param path where it is
 * @param label what problems call it
 * @param limit its greatest size in bytes
 * @param required whether it has to exist
 */
record TextFile(Path path, String label, int limit, boolean required) {
  /** Far above any real settings. */
  static final int LIMIT = 10 * 1024 * 1024;

  /** A settings file. */
  static TextFile of(Path path, boolean required) {
    return new TextFile(path, path.toString(), LIMIT, required);
  }

  /** The text without a byte order mark; null when there is none, or none that can be used. */
  @Nullable String read(Consumer<SettingsProblem> problems) {
    try {
      if (Files.isDirectory(path)) {
        return refuse(problems, "is a directory", "name a file");
      }
      byte[] bytes = bytes();
      return bytes.length > limit ? tooLarge(problems) : decode(bytes, problems);
    } catch (NoSuchFileException e) {
      return absent(problems);
    } catch (AccessDeniedException e) {
      return refuse(
          problems, "cannot be read: permission denied", "make it readable for " + account());
    } catch (IOException e) {
      return refuse(problems, "cannot be read: " + reason(e), "check the path and the disk");
    }
  }

  /** At most one byte more than the limit, whatever the size of the file. */
  private byte[] bytes() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(limit + 1);
    }
  }

  private @Nullable String decode(byte[] bytes, Consumer<SettingsProblem> problems) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < buffer.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      return refuse(problems, "is not UTF-8 (line " + line + ")", "save it as UTF-8");
    }
  }

  private @Nullable String absent(Consumer<SettingsProblem> problems) {
    if (Files.isSymbolicLink(path) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return refuse(problems, "is a link to a file that does not exist", "repair the link");
    }
    return required ? refuse(problems, "does not exist", "check the path") : null;
  }

  private @Nullable String tooLarge(Consumer<SettingsProblem> problems) {
    return refuse(
        problems, "is larger than " + SizeText.format(limit), "name the right file, or shorten it");
  }

  private @Nullable String refuse(
      Consumer<SettingsProblem> problems, String message, String remedy) {
    problems.accept(SettingsProblem.ofFile(label, message, remedy));
    return null;
  }

  private static String account() {
    return "the account " + System.getProperty("user.name", "that runs this program");
  }

  private String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.replace(path.toString() + ": ", "");
  }
}
