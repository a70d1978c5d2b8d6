package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.config.FileCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the state directory can be used, and how much room it has. */
public record StateProbe(Path directory) implements Probe {
  private static final String AREA = "state directory";
  private static final String OTHER = ", or choose another with --state-dir";
  private static final long LITTLE = 1L << 30;
  private static final long TOO_LITTLE = 100L << 20;

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public Sighting look() {
    return Sighting.of(remark());
  }

  private Remark remark() {
    Path nearest = nearest();
    if (!Files.isDirectory(nearest)) {
      return Remark.error(AREA, nearest + " is no directory", "move that file away" + OTHER);
    }
    if (!Files.isWritable(nearest) || !Files.isExecutable(nearest)) {
      return Remark.error(
          AREA,
          nearest + " is not writable for this account",
          "run as the account that owns it" + OTHER);
    }
    return space(nearest);
  }

  private Remark space(Path nearest) {
    String what =
        directory + (nearest.equals(directory) ? "" : ", which the first start makes") + ": ";
    try {
      long free = Files.getFileStore(nearest).getUsableSpace();
      String message = what + (free >> 20) + " MB free";
      if (free < TOO_LITTLE) {
        return Remark.error(AREA, message, "free some space" + OTHER);
      }
      return free < LITTLE
          ? Remark.warning(AREA, message, "free some space: the fallback grows with its data")
          : Remark.ok(AREA, message);
    } catch (IOException e) {
      return Remark.warning(
          AREA,
          what + "its free space cannot be read: " + FileCause.inWords(e),
          "look at it with df");
    }
  }

  private Path nearest() {
    Path at = directory;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }
}
