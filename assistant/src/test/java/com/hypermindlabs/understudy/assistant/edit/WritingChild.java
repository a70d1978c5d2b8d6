package com.hypermindlabs.understudy.assistant.edit;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that rewrites both files of a folder, with ever higher numbers, until it is killed. */
public final class WritingChild {
  /** Long enough for a write to be cut in the middle, if it could be. */
  private static final String FILLING = "x".repeat(200_000);

  /** The exit code of one that killed itself. */
  public static final int HALTED = 9;

  private WritingChild() {}

  /** What config.json holds then. */
  public static String config(int number) {
    return "{\"number\": "
        + number
        + ", \"filling\": \""
        + FILLING
        + "\", \"end\": "
        + number
        + "}";
  }

  /** What .env holds then. */
  public static String dotEnv(int number) {
    return "A=" + number + "\nFILLING=" + FILLING + "\nEND=" + number + "\n";
  }

  /** Arguments: the folder; the number of moves after which it kills itself, if it is to. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    AtomicInteger left =
        new AtomicInteger(
            arguments.length > 1 ? Integer.parseInt(arguments[1]) : Integer.MAX_VALUE);
    for (int number = 1; ; number++) {
      var unused =
          Writing.all(
              List.of(
                  new FileEdit(SettingsFile.read(folder.resolve("config.json")), config(number)),
                  new FileEdit(SettingsFile.read(folder.resolve(".env")), dotEnv(number))),
              moved -> {
                if (left.decrementAndGet() == 0) {
                  Runtime.getRuntime().halt(HALTED);
                }
              });
      System.out.println("wrote " + number);
    }
  }
}
