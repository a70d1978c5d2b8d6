package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server writes about itself into {@code postmaster.pid} (the lines are those of
 * PostgreSQL's {@code miscadmin.h}, LOCK_FILE_LINE_*).
 *
 * @param pid the postmaster's process
 * @param port the port it listens on
 * @param status {@code starting}, {@code stopping}, {@code ready} or {@code standby}; empty before
 *     any
 */
public record PostmasterFile(long pid, int port, String status) {
  static final String NAME = "postmaster.pid";

  private static final int PID_LINE = 0;
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  /** Reads the file of a data directory; empty when there is none or it is not yet complete. */
  public static Optional<PostmasterFile> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve(NAME), StandardCharsets.UTF_8);
      if (lines.size() <= PORT_LINE) {
        return Optional.empty();
      }
      String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
      return Optional.of(
          new PostmasterFile(
              Long.parseLong(lines.get(PID_LINE).strip()),
              Integer.parseInt(lines.get(PORT_LINE).strip()),
              status));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether that process lives and is the server of a data directory: after a crash of the machine
   * the number may be another program's by now, or another PostgreSQL's.
   *
   * @param data the directory that the file was read from
   */
  public boolean alive(Path data) {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
    try {
      // A postmaster lives in its data directory. A zombie lives nowhere: its link is not readable.
      return Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), data);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the process is certainly not the server of a data directory: it has ended, though maybe
   * nobody reaped it, or the number is another program's by now. Not certain where the system does
   * not let us look.
   *
   * @param data the directory that the file was read from
   */
  boolean dead(Path data) {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return false;
    }
    try {
      return !Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), data);
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it accepts connections. */
  public boolean ready() {
    return status.equals("ready") || status.equals("standby");
  }
}
