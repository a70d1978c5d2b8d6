package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.FileCause;
import com.hypermindlabs.understudy.server.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Turns what the file system, the server and the driver throw into what an operator can use. */
final class Failures {
  private static final String NO_SPACE = "No space left on device";

  private Failures() {}

  static ProvisionException of(Step step, Exception cause) {
    if (cause instanceof ProvisionException known) {
      return known;
    }
    String what = "provision the fallback, step " + step.name().toLowerCase(java.util.Locale.ROOT);
    if (String.valueOf(cause.getMessage()).contains(NO_SPACE)) {
      return diskFull(what + ": " + cause.getMessage(), cause);
    }
    if (cause instanceof ServerException server) {
      return new ProvisionException(
          FindingCode.SERVER_FAILED, what + ": " + server.getMessage(), server.hint(), server);
    }
    if (cause instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return files(what, unchecked.getCause());
    }
    if (cause instanceof IOException file) {
      return files(what, file);
    }
    if (cause instanceof SQLException sql) {
      return new ProvisionException(
          FindingCode.SERVER_FAILED,
          what + ": " + sql.getMessage() + " (SQLSTATE " + sql.getSQLState() + ")",
          "run provision again; server.log in the folder fallback of the state directory tells more",
          sql);
    }
    return new ProvisionException(
        FindingCode.SERVER_FAILED, what + ": " + cause, "run provision again", cause);
  }

  static ProvisionException diskFull(String message, Exception cause) {
    return new ProvisionException(
        FindingCode.DISK_FULL,
        message,
        "free some space or choose another --state-dir, then run provision again; no data was lost",
        cause);
  }

  /** A folder of ours that cannot be used. */
  static ProvisionException directory(Path directory, String why, String hint) {
    return new ProvisionException(
        FindingCode.STATE_DIRECTORY, "use the state directory " + directory + ": " + why, hint);
  }

  private static ProvisionException files(String what, IOException cause) {
    return new ProvisionException(
        FindingCode.STATE_DIRECTORY,
        what + ": " + FileCause.withPath(cause),
        "check owner, rights and free space of the state directory, or choose another --state-dir",
        cause);
  }
}
