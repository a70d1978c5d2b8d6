package com.hypermindlabs.understudy.assistant.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A password that comes in on standard input, so that no argument list ever holds it. */
final class PasswordInput {
  private PasswordInput() {}

  /** The first line, without its end. */
  static String read() throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable String line = reader.readLine();
    if (line == null || line.isEmpty()) {
      throw CommandException.usage(
          "read the password: standard input holds none", "send it as one line, by a pipe");
    }
    return line;
  }
}
