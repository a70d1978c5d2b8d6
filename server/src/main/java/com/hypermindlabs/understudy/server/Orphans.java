package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Programs that outlived the process that started them, as an initdb whose parent was killed. They
 * are known by the folder they work in, whose name nobody else has. Thread-safe.
 */
public final class Orphans {
  private static final Path PROC = Path.of("/proc");
  private static final Duration POLITE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Orphans() {}

  /**
   * Kills every process that works in a folder or names it as its data directory, and waits for
   * their end. Does nothing on a system without /proc.
   *
   * @param folder a scratch folder of ours, never one with a server's data
   * @throws IOException when a process survives
   */
  public static void endIn(Path folder) throws IOException {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (pid != ProcessHandle.current().pid() && worksIn(process, folder)) {
          end(pid);
        }
      }
    }
  }

  private static boolean worksIn(Path process, Path folder) {
    try {
      String place = Files.readSymbolicLink(process.resolve("cwd")).toString();
      if (Path.of(place.replace(" (deleted)", "")).startsWith(folder)) {
        return true;
      }
    } catch (IOException e) {
      // Gone, a zombie, or another user's: the latter is none of ours.
      return false;
    }
    try {
      String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      String prefix = "--pgdata=" + folder + "/";
      return Arrays.stream(line.split("\0", -1)).anyMatch(word -> word.startsWith(prefix));
    } catch (IOException e) {
      return false;
    }
  }

  private static void end(long pid) throws IOException {
    ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
    if (handle == null) {
      return;
    }
    // First as a person would: then it gives back its shared memory.
    handle.destroy();
    if (!Liveness.awaitEnd(handle, POLITE)) {
      handle.destroyForcibly();
      if (!Liveness.awaitEnd(handle, PATIENCE)) {
        throw new IOException("process " + pid + " of a dead attempt survived SIGKILL");
      }
    }
  }
}
