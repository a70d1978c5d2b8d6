package com.hypermindlabs.understudy.route;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * The file that says that an operator ordered the primary although the fallback may hold writes and
 * cannot be read: up to which epoch. What is there is merged once it can be read again; until then
 * the fallback takes nothing over. Thread-safe, also among processes.
 */
public final class SetAside {
  static final String FILE = "set-aside";

  private final Path file;

  /** That of a site. */
  public static SetAside in(Path stateDirectory) {
    return new SetAside(stateDirectory.resolve(FILE));
  }

  /** For the file of that path, which need not exist. */
  public SetAside(Path file) {
    this.file = file;
  }

  /**
   * The epoch that was set aside with all before it; empty when nothing waits to be merged.
   *
   * @throws IOException when the file is there and cannot be read
   */
  public OptionalLong epoch() throws IOException {
    if (!Files.exists(file)) {
      return OptionalLong.empty(); // asked before every cycle of the mirror
    }
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (NumberFormatException e) {
      throw new IOException(file + " holds no epoch: " + e.getMessage(), e);
    }
  }

  /** Whether something waits to be merged; a file that cannot be read may say so. */
  public boolean pending() {
    try {
      return epoch().isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  /** Sets an epoch aside, durably. */
  public void put(long epoch) throws IOException {
    Path scratch = Files.createTempFile(file.getParent(), "aside", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(scratch, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(Long.toString(epoch).getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      Files.move(scratch, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  /** It was merged. */
  public void clear() throws IOException {
    Files.deleteIfExists(file);
  }
}
