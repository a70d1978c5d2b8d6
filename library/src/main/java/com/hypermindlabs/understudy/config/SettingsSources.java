package com.hypermindlabs.understudy.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings are looked for: environment, then {@code .env}, then {@code config.json}. A file
 * that does not exist holds nothing, unless it is required. Immutable.
 *
 * @param config the file config.json
 * @param configRequired whether its absence is an error, as when a person named it
 * @param dotEnv the file .env
 * @param dotEnvRequired whether its absence is an error
 * @param environment the variables of the process
 * @param stateDirectory the state directory when a person named one; null for the default
 */
public record SettingsSources(
    Path config,
    boolean configRequired,
    Path dotEnv,
    boolean dotEnvRequired,
    Map<String, String> environment,
    @Nullable Path stateDirectory) {
  /** Copies the environment. */
  public SettingsSources {
    environment = Map.copyOf(environment);
  }

  /** Two files, of which neither has to exist, and the environment of this process. */
  public static SettingsSources of(Path config, Path dotEnv) {
    return new SettingsSources(config, false, dotEnv, false, ProcessEnvironment.read(), null);
  }

  /** The same with a config.json that has to exist. */
  public SettingsSources requireConfig() {
    return new SettingsSources(config, true, dotEnv, dotEnvRequired, environment, stateDirectory);
  }

  /** The same with an .env that has to exist. */
  public SettingsSources requireDotEnv() {
    return new SettingsSources(config, configRequired, dotEnv, true, environment, stateDirectory);
  }

  /** The same with other variables. */
  public SettingsSources withEnvironment(Map<String, String> variables) {
    return new SettingsSources(
        config, configRequired, dotEnv, dotEnvRequired, variables, stateDirectory);
  }

  /** The same with a state directory of the caller's choice. */
  public SettingsSources withStateDirectory(Path directory) {
    return new SettingsSources(
        config, configRequired, dotEnv, dotEnvRequired, environment, directory);
  }

  /** The files; the environment may hold secrets and is left out. */
  @Override
  public String toString() {
    return "SettingsSources[" + config + ", " + dotEnv + "]";
  }
}
