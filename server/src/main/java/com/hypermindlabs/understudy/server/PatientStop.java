package com.hypermindlabs.understudy.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a server that may not answer any more: politely, then as a crash, then by SIGKILL. A server
 * whose processes are stopped (SIGSTOP, a frozen container, a debugger) hears of no other signal.
 * No commit is lost either way: its next start recovers from the write-ahead log.
 *
 * @param data the data directory
 * @param patience how long a polite stop may take; a checkpoint of a busy server takes a while
 */
public record PatientStop(Path data, Duration patience) {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStop.class);
  // A postmaster itself kills what does not heed an immediate stop after five seconds.
  private static final Duration AS_A_CRASH = Duration.ofSeconds(7);
  private static final Duration AFTER_SIGKILL = Duration.ofSeconds(10);

  /**
   * Does nothing when none runs.
   *
   * @return how it was ended, when that took more than a polite request; empty when it did not
   * @throws ServerException when a process survives SIGKILL
   */
  public Optional<String> run() {
    Optional<PostmasterFile> postmaster = Cluster.running(data);
    if (postmaster.isEmpty() || ends(Cluster.StopMode.FAST, patience)) {
      return Optional.empty();
    }
    String how = "ended as in a crash";
    LOG.warn("{} does not stop within {} s; ending it as in a crash", data, patience.toSeconds());
    if (!ends(Cluster.StopMode.IMMEDIATE, AS_A_CRASH)) {
      kill(postmaster.get().pid());
      how = "ended by SIGKILL";
    }
    LOG.warn("the server on {} was {}; its next start recovers, no commit is lost", data, how);
    return Optional.of(how);
  }

  private boolean ends(Cluster.StopMode mode, Duration limit) {
    try {
      Cluster.stop(data, mode, limit);
      return true;
    } catch (ServerException e) {
      if (Cluster.running(data).isEmpty()) {
        return true;
      }
      LOG.debug("stop {} by {}", data, mode, e);
      return false;
    }
  }

  /** Only what the server started: a shell may stand in the folder too. */
  private void kill(long pid) {
    List<ProcessHandle> processes = new ArrayList<>();
    ProcessHandle.of(pid)
        .ifPresent(
            server -> {
              processes.add(server); // first, so that it starts no more of them
              server.descendants().forEach(processes::add);
            });
    processes.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : processes) {
      if (!Liveness.awaitEnd(process, AFTER_SIGKILL)) {
        throw new ServerException(
            "stop PostgreSQL on " + data + ": process " + process.pid() + " survives SIGKILL",
            "its container is frozen, or it waits for its disk: thaw it or see to the disk");
      }
    }
  }
}
