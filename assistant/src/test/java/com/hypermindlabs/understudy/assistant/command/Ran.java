package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a command has printed, and its exit code. */
public record Ran(int code, String out, String err) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Runs a command in this process. */
  public static Ran command(Map<String, String> environment, String... arguments) {
    return fed("", environment, arguments);
  }

  /** Runs a command in this process, with that text on its standard input. */
  public static Ran fed(String input, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            false,
            environment,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      int code = Program.run(console, () -> {}, arguments);
      return new Ran(code, out.toString(), err.toString());
    } finally {
      // Else all tests after it would tell what every library does.
      Logs.verbose(false);
    }
  }

  /** The one object on standard output. */
  public JsonNode json() {
    try {
      return JSON.readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no single JSON object: " + this, e);
    }
  }

  /** Fails unless the exit code is that one. */
  public Ran exits(int wanted) {
    assertThat(code).as("exit code of %s", this).isEqualTo(wanted);
    return this;
  }

  /** Fails unless there is one clear error with a remedy and no stack trace. */
  public Ran failsClearly(int wanted) {
    exits(wanted);
    assertThat(out).as("standard output").isEmpty();
    assertThat(err.lines().filter(line -> line.startsWith("error: "))).as("%s", this).hasSize(1);
    assertThat(err.lines().filter(line -> line.startsWith("remedy: "))).as("%s", this).hasSize(1);
    assertThat(err).doesNotContain("\tat ").doesNotContain("unexpected ");
    return this;
  }
}
