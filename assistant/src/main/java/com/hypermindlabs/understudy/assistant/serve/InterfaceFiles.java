package com.hypermindlabs.understudy.assistant.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.StatusReport.InterfaceStatus;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code interfaces} of the state directory: each process that serves keeps a file there
 * that says how its interfaces stand. The file of a process that is gone counts for nothing and is
 * removed by whoever comes across it.
 */
public final class InterfaceFiles {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceFiles.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Two processes of one machine may disagree that much about when a third began. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  /** What runs goes before what failed, and that before what is off. */
  private static final List<String> BETTER =
      List.of(InterfaceBoard.OFF, InterfaceBoard.FAILED, InterfaceBoard.UP);

  private final Path folder;
  private final ProcessHandle self = ProcessHandle.current();

  /** In that state directory. */
  public InterfaceFiles(Path stateDirectory) {
    this.folder = stateDirectory.resolve("interfaces");
  }

  /** Says how this process's interfaces stand. */
  void write(List<InterfaceStatus> states) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("pid", self.pid());
    root.put("begun", begun(self).map(Instant::toEpochMilli).orElse(0L));
    ArrayNode list = root.putArray("interfaces");
    for (InterfaceStatus state : states) {
      list.addObject()
          .put("name", state.name())
          .put("state", state.state())
          .put("reason", state.reason());
    }
    Files.createDirectories(folder);
    Path scratch = folder.resolve(self.pid() + ".new");
    Files.write(scratch, JSON.writeValueAsBytes(root));
    Files.move(scratch, file(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Says nothing of this process any more. */
  void withdraw() {
    try {
      Files.deleteIfExists(file());
    } catch (IOException e) {
      LOG.debug("withdraw the state of the interfaces", e);
    }
  }

  /** How the interfaces of all processes stand, each name once. */
  public List<InterfaceStatus> read() {
    Map<String, InterfaceStatus> all = new LinkedHashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        read(file).forEach(state -> all.merge(state.name(), state, InterfaceFiles::better));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      LOG.debug("read how the interfaces stand", e);
    }
    return List.copyOf(all.values());
  }

  private static List<InterfaceStatus> read(Path file) throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (!runs(root.path("pid").asLong(), root.path("begun").asLong())) {
        Files.deleteIfExists(file);
        return List.of();
      }
      java.util.ArrayList<InterfaceStatus> states = new java.util.ArrayList<>();
      for (JsonNode each : root.path("interfaces")) {
        states.add(
            new InterfaceStatus(
                each.path("name").asText(),
                each.path("state").asText(),
                each.path("reason").isTextual() ? each.path("reason").asText() : null));
      }
      return states;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      LOG.debug("read {}", file, e);
      return List.of();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Whether it is that very process, and not a later one with its number. */
  private static boolean runs(long pid, long begun) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(InterfaceFiles::begun)
        .map(at -> Math.abs(at.toEpochMilli() - begun) <= SLACK.toMillis())
        .orElse(false);
  }

  private static Optional<Instant> begun(ProcessHandle process) {
    return process.info().startInstant();
  }

  private static InterfaceStatus better(InterfaceStatus one, InterfaceStatus other) {
    return BETTER.indexOf(one.state()) >= BETTER.indexOf(other.state()) ? one : other;
  }

  private Path file() {
    return folder.resolve(self.pid() + ".json");
  }
}
