package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.StartException;
import com.hypermindlabs.understudy.assistant.edit.EditException;
import com.hypermindlabs.understudy.assistant.migration.MigrationException;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.config.FileCause;
import com.hypermindlabs.understudy.config.SettingsException;
import com.hypermindlabs.understudy.config.SettingsProblem;
import com.hypermindlabs.understudy.provision.ProvisionException;
import com.hypermindlabs.understudy.reconcile.ReconcileException;
import com.hypermindlabs.understudy.route.StateDirectoryException;
import com.hypermindlabs.understudy.server.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a person is told of something thrown, and the exit code that goes with it.
 *
 * @param exitCode of the process
 * @param message one line
 * @param hint one line: what to do about it
 * @param problems of the settings, one a line; empty for every other failure
 */
record Failure(int exitCode, String message, String hint, List<SettingsProblem> problems) {
  private static final String LOOK = "see 'understudy status' and 'understudy doctor'";

  Failure {
    message = oneLine(message);
    hint = oneLine(hint);
    problems = List.copyOf(problems);
  }

  static Failure usage(String message, String hint) {
    return new Failure(ExitCode.USAGE, message, hint, List.of());
  }

  /** What to tell of anything that a command throws. */
  static Failure of(Throwable thrown) {
    if (thrown instanceof SettingsException settings) {
      return ofSettings(settings);
    }
    if (thrown instanceof CommandException known) {
      return new Failure(
          known.exitCode(), String.valueOf(known.getMessage()), known.hint(), List.of());
    }
    String message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    if (thrown instanceof SQLException sql) {
      return failed(message + " (SQLSTATE " + sql.getSQLState() + ")", LOOK);
    }
    if (thrown instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return ofFile(unchecked.getCause());
    }
    if (thrown instanceof IOException file) {
      return ofFile(file);
    }
    if (thrown instanceof OutOfMemoryError) {
      return failed(message, "give the program more memory: UNDERSTUDY_JAVA_OPTS=-Xmx1g");
    }
    String hint = hint(thrown);
    return hint.isEmpty()
        ? failed(
            "unexpected " + thrown, "this is a mistake in the program: report it, with --verbose")
        : failed(message, hint);
  }

  private static Failure ofFile(IOException thrown) {
    String cause = FileCause.inWords(thrown);
    String message =
        thrown instanceof FileSystemException system
            ? "use " + system.getFile() + ": " + cause
            : "read or write: " + cause;
    return failed(
        message,
        thrown instanceof NoSuchFileException
            ? "check the name, and the folder that the command is run in"
            : "check the file, its rights and the free space there");
  }

  private static String hint(Throwable thrown) {
    if (thrown instanceof StartException known) {
      return known.hint();
    } else if (thrown instanceof ProvisionException known) {
      return known.hint();
    } else if (thrown instanceof ServerException known) {
      return known.hint();
    } else if (thrown instanceof StateDirectoryException known) {
      return known.hint();
    } else if (thrown instanceof EditException known) {
      return known.hint();
    } else if (thrown instanceof CaptureException known) {
      return known.hint();
    } else if (thrown instanceof MigrationException known) {
      return known.hint();
    } else if (thrown instanceof StoreException || thrown instanceof ReconcileException) {
      return LOOK;
    }
    return "";
  }

  private static Failure failed(String message, String hint) {
    return new Failure(ExitCode.FAILED, message, hint, List.of());
  }

  private static Failure ofSettings(SettingsException settings) {
    List<SettingsProblem> problems = settings.problems();
    if (problems.size() == 1) {
      SettingsProblem only = problems.get(0);
      return new Failure(ExitCode.USAGE, withoutRemedy(only), only.remedy(), problems);
    }
    return new Failure(
        ExitCode.USAGE,
        "the settings cannot be used, for " + problems.size() + " reasons",
        "mend what is named, then try again; docs/settings.md lists every setting",
        problems);
  }

  private static String withoutRemedy(SettingsProblem problem) {
    String line = problem.toString();
    String end = "; " + problem.remedy();
    return line.endsWith(end) ? line.substring(0, line.length() - end.length()) : line;
  }

  /** For people. */
  String text() {
    if (problems.size() < 2) {
      return "error: " + message + System.lineSeparator() + "remedy: " + hint;
    }
    return problems.stream()
        .map(problem -> "error: " + oneLine(problem.toString()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** The object of docs/json.md. */
  ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode error = root.putObject("error");
    error.put("message", message).put("hint", hint);
    ArrayNode list = error.putArray("problems");
    for (SettingsProblem problem : problems) {
      list.addObject()
          .put("source", problem.source())
          .put("key", problem.key())
          .put("value", problem.value())
          .put("message", problem.message())
          .put("remedy", problem.remedy());
    }
    return root;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
