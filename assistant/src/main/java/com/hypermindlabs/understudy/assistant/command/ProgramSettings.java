package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.assistant.store.NaturalKeys;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsReader;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All settings of the program, read in one pass.
 *
 * @param library the library's
 * @param assistant the assistant's
 */
public record ProgramSettings(Settings library, AssistantSettings assistant) {
  /**
   * Reads them.
   *
   * @throws com.hypermindlabs.understudy.config.SettingsException with everything that is wrong
   */
  static ProgramSettings read(SettingsSources sources) {
    return SettingsReader.read(
        sources,
        reader ->
            new ProgramSettings(
                withNaturalKeys(Settings.read(reader)), AssistantSettings.read(reader)));
  }

  /** The assistant knows its own tables; what the operator declares goes before. */
  private static Settings withNaturalKeys(Settings settings) {
    FailoverSettings given = settings.failover();
    Map<String, List<List<String>>> keys = new HashMap<>(NaturalKeys.all());
    keys.putAll(given.conflicts().naturalKeys());
    return new Settings(
        settings.database(),
        settings.fallback(),
        new FailoverSettings(
            given.probe(),
            given.returnMode(),
            given.calm(),
            given.drainTimeout(),
            given.borrowTimeout(),
            given.mirror(),
            new ConflictSettings(keys, given.conflicts().policies()),
            given.emptyFallback()),
        settings.stateDirectory());
  }

  /** Where everything came from. */
  Provenance provenance() {
    return assistant.provenance();
  }
}
