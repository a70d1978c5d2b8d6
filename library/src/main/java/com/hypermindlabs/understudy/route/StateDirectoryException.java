package com.hypermindlabs.understudy.route;

import com.hypermindlabs.understudy.config.FileCause;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** The state directory cannot be used. Carries the remedy apart from the message. Immutable. */
public final class StateDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  private StateDirectoryException(String message, String hint, IOException cause) {
    super(message, cause);
    this.hint = hint;
  }

  static StateDirectoryException of(String operation, Path path, IOException cause) {
    String message = operation + " the state directory " + path + ": " + reason(cause);
    return new StateDirectoryException(message, hint(cause), cause);
  }

  /** What the operator can do about it. */
  public String hint() {
    return hint;
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "this account may not write there";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    return FileCause.inWords(cause);
  }

  private static String hint(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "run as the account that owns it, or choose another folder with --state-dir";
    }
    if (String.valueOf(cause.getMessage()).contains("No space left")) {
      return "free some space, or choose a folder on another disk with --state-dir";
    }
    return "check the folder, or choose another with --state-dir";
  }
}
