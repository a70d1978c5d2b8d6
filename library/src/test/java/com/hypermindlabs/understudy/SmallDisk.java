package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A disk in memory that can be filled to its last byte; only root may mount one. */
final class SmallDisk implements AutoCloseable {
  private static final int MEGABYTES = 320;
  private static final int[] PIECES = {1 << 20, 1 << 12, 1};

  private final Path folder;
  private final Path ballast;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
  }

  static SmallDisk mount() throws Exception {
    Path folder = Files.createTempDirectory("understudy-disk-");
    run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m,mode=755", "tmpfs", folder);
    return new SmallDisk(folder);
  }

  /** A folder on it, empty at first. */
  Path folder() throws IOException {
    return Files.createDirectory(folder.resolve("site"));
  }

  /** Leaves no room at all. */
  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (int piece : PIECES) {
        byte[] bytes = new byte[piece];
        while (room() >= piece && written(out, bytes)) {
          assertThat(Files.size(ballast)).isLessThan((long) MEGABYTES << 20);
        }
      }
    }
    assertThat(room()).as("room left").isZero();
  }

  private static boolean written(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
      return true;
    } catch (IOException full) {
      return false;
    }
  }

  private long room() throws IOException {
    return Files.getFileStore(folder).getUnallocatedSpace();
  }

  void free() throws IOException {
    Files.delete(ballast);
  }

  private static void run(Object... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder();
    for (Object word : words) {
      builder.command().add(word.toString());
    }
    Process process = builder.inheritIO().start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", builder.command())).isZero();
  }

  @Override
  public void close() throws Exception {
    // A server that was told to end may still be on its way.
    run("umount", "--lazy", folder);
    Files.delete(folder);
  }
}
