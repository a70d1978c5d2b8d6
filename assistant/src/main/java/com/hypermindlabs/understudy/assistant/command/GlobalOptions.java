package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.config.SettingsSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, accepted before and after its name. */
public final class GlobalOptions {
  private static final String DEFAULT_CONFIG = "config.json";
  private static final String DEFAULT_ENV_FILE = ".env";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      converter = GivenPath.class,
      scope = ScopeType.INHERIT,
      description = "Settings file; config.json unless given.")
  private @Nullable Path config;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      converter = GivenPath.class,
      scope = ScopeType.INHERIT,
      description = "File of variables; .env unless given.")
  private @Nullable Path envFile;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      converter = GivenPath.class,
      scope = ScopeType.INHERIT,
      description = "Where the site keeps its state and its fallback.")
  private @Nullable Path stateDirectory;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON object on standard output.")
  private boolean json;

  @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Print no colours.")
  private boolean plain;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log details, and stack traces of errors, to standard error.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show the version and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  /** Whether results are wanted as JSON. */
  boolean json() {
    return json;
  }

  /** Whether colours are unwanted. */
  boolean plain() {
    return plain;
  }

  /** Whether details are wanted. */
  boolean verbose() {
    return verbose;
  }

  /** Those that name files and folders, as a person types them; begins with a blank if any. */
  String words() {
    StringBuilder words = new StringBuilder();
    word(words, "--config", config);
    word(words, "--env-file", envFile);
    word(words, "--state-dir", stateDirectory);
    return words.toString();
  }

  private static void word(StringBuilder words, String name, @Nullable Path value) {
    if (value != null) {
      String text = value.toString();
      boolean ordinary = text.matches("[A-Za-z0-9_./:@%+,=-]+");
      String quoted = ordinary ? text : "'" + text.replace("'", "'\\''") + "'";
      words.append(' ').append(name).append(' ').append(quoted);
    }
  }

  /** The files that hold settings, there or not. */
  List<Path> settingsFiles() {
    return List.of(configFile(), dotEnvFile());
  }

  private Path configFile() {
    return config == null ? Path.of(DEFAULT_CONFIG) : config;
  }

  private Path dotEnvFile() {
    return envFile == null ? Path.of(DEFAULT_ENV_FILE) : envFile;
  }

  /** Where to read the settings. A file that was named has to exist. */
  SettingsSources sources(Map<String, String> environment) {
    SettingsSources sources =
        SettingsSources.of(configFile(), dotEnvFile()).withEnvironment(environment);
    if (config != null) {
      sources = sources.requireConfig();
    }
    if (envFile != null) {
      sources = sources.requireDotEnv();
    }
    return stateDirectory == null
        ? sources
        : sources.withStateDirectory(stateDirectory.toAbsolutePath().normalize());
  }
}
