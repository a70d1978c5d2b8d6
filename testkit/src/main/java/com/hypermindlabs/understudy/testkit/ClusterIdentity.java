package com.hypermindlabs.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The system identifier of a data directory, by which a copy of a cluster passes for the cluster
 * itself. It stands first in pg_control, which ends with a CRC-32C of all before it, and in the
 * first page of each WAL segment ({@code src/include/catalog/pg_control.h} and {@code
 * access/xlog_internal.h} of PostgreSQL, in the byte order of the machine).
 */
final class ClusterIdentity {
  private static final int FIRST_POSSIBLE_CRC = 200;
  private static final int LAST_POSSIBLE_CRC = 500;
  private static final int OF_WAL_PAGE = 24;

  private ClusterIdentity() {}

  /** Gives a cluster that was shut down cleanly another one. */
  static void change(Path data, long identifier) throws IOException {
    Path control = data.resolve("global").resolve("pg_control");
    byte[] bytes = Files.readAllBytes(control);
    int at = crcOffset(bytes, control);
    ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    content.putLong(0, identifier);
    content.putInt(at, crc(bytes, at));
    Files.write(control, bytes);
    try (Stream<Path> files = Files.list(data.resolve("pg_wal"))) {
      files.filter(Files::isRegularFile).forEach(segment -> changeSegment(segment, identifier));
    }
  }

  private static void changeSegment(Path segment, long identifier) {
    ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    value.putLong(0, identifier);
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.write(value, OF_WAL_PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException("change the identity of " + segment, e);
    }
  }

  /** Where it is differs between versions; that it fits tells. */
  private static int crcOffset(byte[] control, Path file) {
    ByteBuffer content = ByteBuffer.wrap(control).order(ByteOrder.nativeOrder());
    for (int at = FIRST_POSSIBLE_CRC; at <= LAST_POSSIBLE_CRC; at += Integer.BYTES) {
      if (content.getInt(at) == crc(control, at)) {
        return at;
      }
    }
    throw new IllegalStateException("find the checksum of " + file + ": no place fits");
  }

  private static int crc(byte[] control, int length) {
    CRC32C crc = new CRC32C();
    crc.update(control, 0, length);
    return (int) crc.getValue();
  }
}
