package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.ProvisionedState;
import com.hypermindlabs.understudy.testkit.ScratchFolder;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two settings files and a state directory for a test; what runs there is stopped on close. */
public final class CommandSite implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ObjectNode settings = JSON.createObjectNode();

  private CommandSite(Path folder) {
    this.folder = folder;
    settings.putObject("database_fallback").put("mode", "embedded");
  }

  /** Without a primary, and with a fallback that needs no more than to be started. */
  public static CommandSite create() {
    CommandSite site = bare();
    Fallback.PROVISIONED.copyTo(site.state());
    return site;
  }

  /** Without a primary, and with nothing yet. */
  public static CommandSite bare() {
    return in(ScratchFolder.forServers("understudy-command-"));
  }

  private static CommandSite in(Path folder) {
    try {
      CommandSite site = new CommandSite(folder);
      Files.createDirectory(site.state());
      Files.setPosixFilePermissions(site.state(), Files.getPosixFilePermissions(folder));
      // Unpacking takes seconds; all tests share one.
      Path unpacked = TestServer.embedded().directory().getParent().getParent();
      Files.createSymbolicLink(site.state().resolve("binaries"), unpacked);
      site.write();
      return site;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Made by the first who asks. */
  private static final class Fallback {
    static final ProvisionedState PROVISIONED =
        ProvisionedState.by(
            folder -> {
              CommandSite site = in(folder);
              site.run("provision").exits(0);
              return site.state();
            });
  }

  /** With that database as primary. */
  public CommandSite primary(TestDatabase database) {
    return primary(database.server().host(), database.server().port(), database);
  }

  /** With that database as primary, reached by another address. */
  public CommandSite primary(String host, int port, TestDatabase database) {
    settings
        .putObject("database")
        .put("host", host)
        .put("port", port)
        .put("db_name", database.name())
        .put("user", database.user())
        .put("password", database.password());
    // On a busy machine a command that has just begun may take longer than a probe is given.
    settings.withObject("/failover").put("probe_timeout", "10s");
    return write();
  }

  /** With the fallback switched off or on. */
  public CommandSite fallback(boolean enabled) {
    settings.withObject("/database_fallback").put("enabled", enabled);
    return write();
  }

  /** The settings, to be changed; {@link #write()} makes them count. */
  public ObjectNode settings() {
    return settings;
  }

  /** Writes config.json. */
  public CommandSite write() {
    try {
      Files.write(config(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(settings));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of everything. */
  public Path folder() {
    return folder;
  }

  /** The settings file. */
  public Path config() {
    return folder.resolve("config.json");
  }

  /** The state directory. */
  public Path state() {
    return folder.resolve("state");
  }

  /** The fallback's data directory. */
  public Path data() {
    return state().resolve("fallback").resolve("data");
  }

  /** The words of a command on this site. */
  public List<String> words(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", config().toString(), "--state-dir", state().toString()));
    return all;
  }

  /** Runs a command in this process, on these files and an empty environment. */
  public Ran run(String... words) {
    return Ran.command(Map.of(), words(words).toArray(String[]::new));
  }

  @Override
  public void close() {
    try {
      Cluster.stop(data(), Cluster.StopMode.IMMEDIATE, Duration.ofSeconds(30));
      Trees.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
