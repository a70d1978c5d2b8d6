package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsReader;
import com.hypermindlabs.understudy.config.SettingsSources;

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
        reader -> new ProgramSettings(Settings.read(reader), AssistantSettings.read(reader)));
  }

  /** Where everything came from. */
  Provenance provenance() {
    return assistant.provenance();
  }
}
