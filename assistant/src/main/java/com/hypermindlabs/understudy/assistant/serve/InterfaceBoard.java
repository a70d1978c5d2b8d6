package com.hypermindlabs.understudy.assistant.serve;

import com.hypermindlabs.understudy.status.StatusReport.InterfaceStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the interfaces of this process stand, shown in its own status and, through a file, in that of
 * others. Thread-safe.
 */
public final class InterfaceBoard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceBoard.class);

  /** Works. */
  public static final String UP = "up";

  /** Is not to run. */
  public static final String OFF = "off";

  /** Should run and does not. */
  public static final String FAILED = "failed";

  private final InterfaceFiles files;
  private final Map<String, InterfaceStatus> states = new LinkedHashMap<>();

  /** Told to other processes through that state directory. */
  public InterfaceBoard(Path stateDirectory) {
    this.files = new InterfaceFiles(stateDirectory);
  }

  /** Notes how an interface stands. */
  public synchronized void set(String name, String state, @Nullable String reason) {
    InterfaceStatus status = new InterfaceStatus(name, state, reason);
    if (status.equals(states.put(name, status))) {
      return;
    }
    try {
      files.write(List.copyOf(states.values()));
    } catch (IOException e) {
      LOG.warn("tell other processes how the interfaces stand: {}", e.toString());
    }
  }

  /** Where an interface tells how it stands from now on. */
  public Failures failures(String name) {
    return new Failures() {
      @Override
      public void failed(String reason) {
        set(name, FAILED, reason);
      }

      @Override
      public void up() {
        set(name, UP, null);
      }
    };
  }

  /** All of this process, and of others what this one does not run. */
  public List<InterfaceStatus> states() {
    Map<String, InterfaceStatus> all = new LinkedHashMap<>();
    synchronized (this) {
      all.putAll(states);
    }
    for (InterfaceStatus other : files.read()) {
      InterfaceStatus ours = all.get(other.name());
      if (ours == null || ours.state().equals(OFF)) {
        all.put(other.name(), other);
      }
    }
    return new ArrayList<>(all.values());
  }

  /** Nothing of this process is told from now on. */
  @Override
  public synchronized void close() {
    files.withdraw();
  }
}
