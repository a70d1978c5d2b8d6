package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What can be learnt from the files of a data directory without its server. Immutable; every answer
 * is as of the call.
 *
 * @param path where it is, or would be
 */
public record DataDirectory(Path path) {
  /** Without one of these PostgreSQL starts not at all or, worse, on less than it had. */
  private static final List<String> ESSENTIAL =
      List.of(
          "PG_VERSION",
          "postgresql.conf",
          "pg_hba.conf",
          "global/pg_control",
          "global/pg_filenode.map",
          "base/1/PG_VERSION",
          "pg_wal",
          "pg_xact",
          "pg_multixact");

  /** Whether there is anything at all; an empty folder is nothing. */
  public boolean exists() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!Files.isDirectory(path)) {
      return true;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
      return children.iterator().hasNext();
    }
  }

  /** The files and folders that every data directory has and this one lacks. */
  public List<String> missing() {
    return ESSENTIAL.stream().filter(name -> !Files.exists(path.resolve(name))).toList();
  }

  /** The major version that wrote it; empty when the file that says so cannot be understood. */
  public Optional<Integer> major() {
    try {
      String text = Files.readString(path.resolve("PG_VERSION"), StandardCharsets.US_ASCII);
      return Optional.of(Integer.parseInt(text.strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The number that initdb gave it and that no other cluster has: the first eight bytes of its
   * control file, as {@code pg_control_system()} answers.
   */
  public long systemIdentifier() throws IOException {
    try (InputStream file = Files.newInputStream(path.resolve("global/pg_control"))) {
      byte[] bytes = file.readNBytes(Long.BYTES);
      if (bytes.length < Long.BYTES) {
        throw new IOException(path.resolve("global/pg_control") + " is cut short");
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
    }
  }
}
