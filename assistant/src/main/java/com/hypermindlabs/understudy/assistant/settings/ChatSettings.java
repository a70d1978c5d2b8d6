package com.hypermindlabs.understudy.assistant.settings;

import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.SettingTypes;
import com.hypermindlabs.understudy.config.SettingsReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What conversations start from.
 *
 * @param roles {@code roles_list}: the roles that members may have
 * @param domains {@code knowledge.domains}: what knowledge is sorted into
 * @param systemPrompt {@code defaults.system_prompt}; null where none was written
 * @param otherDefaults the rest of {@code defaults}, as text
 */
public record ChatSettings(
    List<String> roles,
    List<String> domains,
    @Nullable String systemPrompt,
    Map<String, String> otherDefaults) {
  /** Copies the collections. */
  public ChatSettings {
    roles = List.copyOf(roles);
    domains = List.copyOf(domains);
    otherDefaults = Map.copyOf(otherDefaults);
  }

  static ChatSettings read(SettingsReader reader) {
    Map<String, String> others = new LinkedHashMap<>();
    for (String name : reader.others("defaults", List.of(AssistantKeys.SYSTEM_PROMPT))) {
      String value =
          reader.find(SettingKey.of("defaults." + name, SettingTypes.word(), "a default"));
      if (value != null) {
        others.put(name, value);
      }
    }
    return new ChatSettings(
        reader.get(AssistantKeys.ROLES),
        reader.get(AssistantKeys.DOMAINS),
        reader.find(AssistantKeys.SYSTEM_PROMPT),
        others);
  }
}
