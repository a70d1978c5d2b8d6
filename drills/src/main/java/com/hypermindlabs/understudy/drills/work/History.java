package com.hypermindlabs.understudy.drills.work;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a process did and heard, line by line as it happened: each line is with the operating system
 * before the next step is taken, so that SIGKILL takes nothing back. The words of a line are parted
 * by tabs; the first is the operation, the second says what the line tells:
 *
 * <pre>
 * begin  KIND NANOS             it was begun
 * on     P|F EPOCH              a server took it: primary or fallback, and the fallback's epoch
 * row    TABLE KEY              about to be committed: a new row
 * gone   TABLE KEY              a deleted one
 * set    TABLE KEY VALUE        a changed one
 * item   LIST ELEMENT           an element of a list
 * saw    WHAT VALUE             what a read showed
 * doubt  SQLSTATE               the outcome of an attempt is unknown
 * end    ok|fail|unknown SQLSTATE NANOS TEXT
 * </pre>
 *
 * Thread-safe.
 */
public final class History implements Closeable {
  private final OutputStream out;

  /** Appends to a file. */
  public History(Path file) {
    try {
      this.out = new FileOutputStream(file.toFile(), true);
    } catch (IOException e) {
      throw new UncheckedIOException("open the history " + file, e);
    }
  }

  void add(String... words) {
    byte[] line =
        (String.join("\t", words).replaceAll("[\\r\\n]+", " ") + "\n")
            .getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      try {
        out.write(line);
      } catch (IOException e) {
        throw new UncheckedIOException("write to the history", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("close the history", e);
    }
  }
}
