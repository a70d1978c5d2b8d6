package com.hypermindlabs.understudy.assistant.edit;

import java.nio.file.Path;
import java.util.List;

/** A process that rewrites both files of a folder, with ever higher numbers, until it is killed. */
final class WritingChild {
  /** Long enough for a write to be cut in the middle, if it could be. */
  private static final String FILLING = "x".repeat(200_000);

  private WritingChild() {}

  static String config(int number) {
    return "{\"number\": "
        + number
        + ", \"filling\": \""
        + FILLING
        + "\", \"end\": "
        + number
        + "}";
  }

  static String dotEnv(int number) {
    return "A=" + number + "\nFILLING=" + FILLING + "\nEND=" + number + "\n";
  }

  /** Arguments: the folder. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    for (int number = 1; ; number++) {
      var unused =
          Writing.all(
              List.of(
                  new FileEdit(SettingsFile.read(folder.resolve("config.json")), config(number)),
                  new FileEdit(SettingsFile.read(folder.resolve(".env")), dotEnv(number))));
      System.out.println("wrote " + number);
    }
  }
}
