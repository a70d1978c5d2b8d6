package com.hypermindlabs.understudy.provision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FileCause;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was provisioned, as {@code fallback.json} remembers it. Written last: with it there is a
 * whole instance, without it the next run takes up what it finds. Holds no secret.
 *
 * @param mode never AUTO
 * @param binaries the folder of the programs, for a cluster of ours
 * @param systemIdentifier the cluster's own number
 */
record Marker(
    ProvisionMode mode,
    Version version,
    Endpoint endpoint,
    Names names,
    @Nullable Path binaries,
    long systemIdentifier) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the file; empty when there is none.
   *
   * @throws ProvisionException when it is none of ours
   */
  static Optional<Marker> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(JSON.readTree(text)));
    } catch (IOException | IllegalArgumentException e) {
      throw new ProvisionException(
          FindingCode.STATE_DIRECTORY,
          "read " + file + ": it is damaged: " + inWords(e),
          "move it away and run provision again: the data beside it is taken up as it is",
          e);
    }
  }

  private static String inWords(Exception e) {
    return e instanceof IOException unread
        ? FileCause.inWords(unread)
        : "a field is missing or makes no sense";
  }

  void write(Path file) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("mode", mode.name().toLowerCase(Locale.ROOT));
    node.put("version_major", version.major()).put("version_minor", version.minor());
    node.put("host", endpoint.host()).put("port", endpoint.port());
    node.put("database", names.database()).put("application", names.application());
    if (binaries != null) {
      node.put("binaries", binaries.toString());
    }
    node.put("system_identifier", Long.toUnsignedString(systemIdentifier));
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    DurableFile.write(file, text, "rw-r--r--");
  }

  private static Marker parse(JsonNode node) {
    String folder = node.path("binaries").asText("");
    return new Marker(
        ProvisionMode.valueOf(text(node, "mode").toUpperCase(Locale.ROOT)),
        new Version(node.path("version_major").asInt(), node.path("version_minor").asInt()),
        new Endpoint(text(node, "host"), node.path("port").asInt()),
        new Names(text(node, "database"), text(node, "application")),
        folder.isEmpty() ? null : Path.of(folder),
        Long.parseUnsignedLong(text(node, "system_identifier")));
  }

  private static String text(JsonNode node, String name) {
    String value = node.path(name).asText("");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }
}
