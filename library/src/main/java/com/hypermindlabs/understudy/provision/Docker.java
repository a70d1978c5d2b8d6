package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.server.Command;
import com.hypermindlabs.understudy.server.ServerException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The {@code docker} command line. No secret is ever among its arguments. */
final class Docker {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final String REMEDY =
      "start the docker engine and let this user use it (docker version has to answer), or use mode"
          + " auto, installed or embedded";

  private Docker() {}

  /** Fails unless there is a client and an engine answers it. */
  static void require() {
    try {
      Command.of(program(), "version", "--format", "{{.Server.Version}}")
          .timeout(Duration.ofSeconds(20))
          .run();
    } catch (ServerException e) {
      throw new ProvisionException(
          FindingCode.DOCKER_UNAVAILABLE,
          "use docker: no engine answers: " + e.getMessage(),
          REMEDY,
          e);
    }
  }

  static String run(String... arguments) {
    return Command.of(program(), arguments).timeout(TIMEOUT).run().strip();
  }

  /** With a text on standard input, which is where secrets may go. */
  static String feed(String input, String... arguments) {
    return Command.of(program(), arguments).timeout(TIMEOUT).input(input).run().strip();
  }

  /** The answer, or nothing when docker says no, as it does for a thing that is not there. */
  static Optional<String> ask(String... arguments) {
    try {
      return Optional.of(run(arguments));
    } catch (ServerException e) {
      return Optional.empty();
    }
  }

  private static Path program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(entry -> !entry.isBlank())
        .map(entry -> Path.of(entry, "docker"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ProvisionException(
                    FindingCode.DOCKER_UNAVAILABLE,
                    "use docker: there is no command docker on the PATH",
                    REMEDY));
  }
}
