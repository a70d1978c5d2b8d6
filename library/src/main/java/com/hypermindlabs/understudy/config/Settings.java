package com.hypermindlabs.understudy.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the library has to be told. Immutable.
 *
 * @param database the primary; null when none is configured (mode local)
 * @param fallback the fallback
 * @param failover how routes are chosen and changed
 * @param stateDirectory where the site keeps its state; one for every process of the site
 * @param provenance where each setting came from, and hints at what looks like a mistake
 */
public record Settings(
    @Nullable DatabaseSettings database,
    FallbackSettings fallback,
    FailoverSettings failover,
    Path stateDirectory,
    Provenance provenance) {
  /** Settings that were put together by hand, without provenance. */
  public Settings(
      @Nullable DatabaseSettings database,
      FallbackSettings fallback,
      FailoverSettings failover,
      Path stateDirectory) {
    this(database, fallback, failover, stateDirectory, Provenance.none());
  }

  /**
   * Reads config.json, .env and the environment of this process. Neither file has to exist.
   *
   * @throws SettingsException with everything that is wrong
   */
  public static Settings load(Path configJson, Path dotEnv) {
    return load(SettingsSources.of(configJson, dotEnv));
  }

  /**
   * The same with other variables and a state directory.
   *
   * @param stateDirectory null for the one that the sources name, else the default
   * @throws SettingsException with everything that is wrong
   */
  public static Settings load(
      Path configJson,
      Path dotEnv,
      Map<String, String> environment,
      @Nullable Path stateDirectory) {
    SettingsSources sources = SettingsSources.of(configJson, dotEnv).withEnvironment(environment);
    return load(stateDirectory == null ? sources : sources.withStateDirectory(stateDirectory));
  }

  /**
   * Reads the sources.
   *
   * @throws SettingsException with everything that is wrong
   */
  public static Settings load(SettingsSources sources) {
    return SettingsReader.read(sources, Settings::read);
  }

  /** Reads the library's part in a pass that others share. */
  public static Settings read(SettingsReader reader) {
    DatabaseSettings database = DatabaseReading.read(reader);
    FallbackSettings fallback = FallbackReading.read(reader, database);
    FailoverSettings failover = FailoverReading.read(reader);
    Path stateDirectory = StateDirectory.read(reader);
    return new Settings(database, fallback, failover, stateDirectory, reader.provenance());
  }

  /** Starts settings that are put together in code, under the same rules as the files'. */
  public static SettingsBuilder builder() {
    return new SettingsBuilder();
  }

  /** The same settings for a site elsewhere. */
  public Settings withStateDirectory(Path directory) {
    return new Settings(database, fallback, failover, directory, provenance);
  }
}
