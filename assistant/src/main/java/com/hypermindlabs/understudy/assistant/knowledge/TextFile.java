package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.store.NewDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A text or Markdown file. Immutable.
 *
 * @param path where it is
 * @param name what people call it
 * @param source of the document
 */
record TextFile(Path path, String name, String source) {
  private static final long MOST_BYTES = 20L << 20;
  private static final int LONGEST_TITLE = 500;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** At its real path, which is the source of the document. */
  TextFile(Path path) {
    this(path, path.getFileName().toString(), path.toString());
  }

  /** Whether a file's name says that it is one. */
  static boolean named(Path path) {
    return named(path.getFileName().toString());
  }

  static boolean named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".txt") || markdown(lower);
  }

  private static boolean markdown(String name) {
    return name.endsWith(".md") || name.endsWith(".markdown");
  }

  /**
   * Reads it and cuts it.
   *
   * @throws IOException when it cannot be read, is too large, is no UTF-8, or holds no text
   * @throws IllegalArgumentException when it holds what PostgreSQL cannot keep
   */
  NewDocument read(String domain) throws IOException {
    long size = Files.size(path);
    if (size > MOST_BYTES) {
      throw new IOException("has " + (size >> 20) + " MB, more than " + (MOST_BYTES >> 20));
    }
    byte[] bytes = Files.readAllBytes(path);
    String text = text(bytes);
    boolean markdown = markdown(name.toLowerCase(Locale.ROOT));
    List<NewDocument.Passage> passages = Passages.of(text, markdown);
    if (passages.isEmpty()) {
      throw new IOException("holds no text");
    }
    String heading = markdown ? Passages.title(text) : "";
    return new NewDocument(
        domain, source, title(heading.isEmpty() ? name : heading), digest(bytes), passages);
  }

  private static String text(byte[] bytes) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8", e);
    }
  }

  private static String title(String text) {
    int most = Math.min(text.codePointCount(0, text.length()), LONGEST_TITLE);
    return text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
