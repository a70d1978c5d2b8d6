package com.hypermindlabs.understudy.provision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes small files so that a reader, or a crash, meets the old text or the new, never a part. */
final class DurableFile {
  private DurableFile() {}

  /**
   * Writes a file whole, down to the disk, its folder included.
   *
   * @param rights as {@code rw-------}; the file never has wider ones, not even for a moment
   */
  static void write(Path file, String text, String rights) throws IOException {
    Path scratch = file.resolveSibling(file.getFileName() + ".new");
    // A dead process's half-written one. The lock keeps living ones apart.
    Files.deleteIfExists(scratch);
    try (FileChannel channel =
        FileChannel.open(
            scratch,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(scratch);
      throw e;
    }
    Files.move(scratch, file, StandardCopyOption.ATOMIC_MOVE);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      syncFolder(folder);
    }
  }

  /** Brings what was written to a file to the disk. */
  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Brings the names in a folder to the disk. */
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
