package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.store.NewDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A file that can become a document. Immutable.
 *
 * @param path where it is
 * @param name what people call it; its end says what it is
 * @param source of the document
 */
record SourceFile(Path path, String name, String source) {
  private static final long MOST_BYTES = 20L << 20;
  private static final int MOST_PASSAGES = 20_000;
  private static final int LONGEST_TITLE = 500;

  /** At its real path, which is the source of the document. */
  SourceFile(Path path) {
    this(path, path.getFileName().toString(), path.toString());
  }

  /** Whether a file's name says that it is one. */
  static boolean named(Path path) {
    return FileKind.known(path.getFileName().toString());
  }

  /**
   * Reads it and cuts it. Whatever it holds ends as a document or as an error of one line.
   *
   * @throws IOException when it cannot be read, is too large, is not what its name says, or holds
   *     no text
   * @throws IllegalArgumentException when it holds what PostgreSQL cannot keep
   */
  NewDocument read(String domain) throws IOException {
    long size = Files.size(path);
    if (size > MOST_BYTES) {
      throw new IOException("has " + (size >> 20) + " MB, more than " + (MOST_BYTES >> 20));
    }
    byte[] bytes = Files.readAllBytes(path);
    DocumentText text = FileKind.of(name).read(bytes);
    List<NewDocument.Passage> passages = new ArrayList<>();
    for (DocumentText.Part part : text.parts()) {
      passages.addAll(Passages.of(part.text(), text.headings(), part.place()));
    }
    if (passages.isEmpty()) {
      throw new IOException("holds no text");
    }
    if (passages.size() > MOST_PASSAGES) {
      throw new IOException("holds more text than " + MOST_PASSAGES + " passages; split it");
    }
    String title = text.title().isBlank() ? name : text.title();
    return new NewDocument(domain, source, cut(title), digest(bytes), passages);
  }

  private static String cut(String title) {
    int most = Math.min(title.codePointCount(0, title.length()), LONGEST_TITLE);
    return title.substring(0, title.offsetByCodePoints(0, most));
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
