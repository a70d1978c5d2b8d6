package com.hypermindlabs.understudy.assistant.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * A migration of this program, as Flyway's history names it.
 *
 * @param name of its file
 * @param version its number
 * @param description what it makes
 * @param checksum the CRC-32 of its lines without their ends, as Flyway takes it
 */
record Script(String name, String version, String description, int checksum) {
  static final String FOLDER = "db/migration";

  /** By name, since a class path cannot be listed without looking through all of it. */
  private static final List<String> NAMES =
      List.of(
          "V1__members.sql",
          "V2__chat.sql",
          "V3__knowledge.sql",
          "V4__accounts.sql",
          "V5__web_sessions.sql",
          "V6__bots.sql");

  /** Oldest first. */
  static List<Script> all() {
    return NAMES.stream().map(Script::read).toList();
  }

  private static Script read(String name) {
    int separator = name.indexOf("__");
    return new Script(
        name,
        name.substring(1, separator),
        name.substring(separator + 2, name.lastIndexOf('.')).replace('_', ' '),
        checksum(name));
  }

  private static int checksum(String name) {
    String path = FOLDER + "/" + name;
    CRC32 sum = new CRC32();
    try (InputStream resource = Script.class.getClassLoader().getResourceAsStream(path);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(resource, path), StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("read " + path, e);
    }
    return (int) sum.getValue();
  }
}
