package com.hypermindlabs.understudy.assistant.settings;

import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.SettingTypes;
import com.hypermindlabs.understudy.config.SettingsReader;
import java.net.URI;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the assistant has to be told beside the library's settings. Immutable.
 *
 * @param models where each capability's model is; an entry for every capability
 * @param answers how messages are answered
 * @param telegram the Telegram bot
 * @param x the account on X
 * @param web the web page
 * @param chat what the conversation starts from
 * @param terminalPassword {@code UNDERSTUDY_PASSWORD}: what {@code chat} signs in with
 * @param apiKeys {@code api_keys}: keys of other services by name
 * @param provenance where everything read in the same pass came from, the library's keys included
 *     when those were read before
 */
public record AssistantSettings(
    Map<Capability, ModelSettings> models,
    AnswerSettings answers,
    TelegramSettings telegram,
    XSettings x,
    WebSettings web,
    ChatSettings chat,
    @Nullable Secret terminalPassword,
    Map<String, Secret> apiKeys,
    Provenance provenance) {
  private static final int DEFAULT_WEB_PORT = 4747;

  /** Copies the maps. */
  public AssistantSettings {
    models = Map.copyOf(models);
    apiKeys = Map.copyOf(apiKeys);
  }

  /**
   * Where one capability's model is.
   *
   * @throws IllegalArgumentException for a capability that was left out of the map
   */
  public ModelSettings model(Capability capability) {
    ModelSettings model = models.get(capability);
    if (model == null) {
      throw new IllegalArgumentException("no model settings for " + capability.key());
    }
    return model;
  }

  /** Reads the assistant's part in a pass that others share; after theirs. */
  public static AssistantSettings read(SettingsReader reader) {
    Map<Capability, ModelSettings> models = models(reader);
    AnswerSettings answers = AnswerSettings.read(reader);
    TelegramSettings telegram = telegram(reader);
    XSettings x =
        new XSettings(
            reader.find(AssistantKeys.CONSUMER_KEY),
            reader.find(AssistantKeys.CONSUMER_SECRET),
            reader.find(AssistantKeys.ACCESS_TOKEN),
            reader.find(AssistantKeys.ACCESS_TOKEN_SECRET),
            reader.get(AssistantKeys.X_API),
            new XPosting(
                reader.get(AssistantKeys.X_DRY_RUN),
                reader.get(AssistantKeys.X_POSTS_PER_HOUR),
                reader.get(AssistantKeys.X_POSTS_PER_DAY),
                reader.get(AssistantKeys.X_POLL_INTERVAL)));
    WebSettings web = web(reader);
    ChatSettings chat = ChatSettings.read(reader);
    Map<String, Secret> apiKeys = new LinkedHashMap<>();
    for (String name : reader.others("api_keys", List.of())) {
      Secret key = reader.find(SettingKey.of("api_keys." + name, SettingTypes.secret(), "a key"));
      if (key != null) {
        apiKeys.put(name, key);
      }
    }
    Secret password = reader.find(AssistantKeys.TERMINAL_PASSWORD);
    return new AssistantSettings(
        models, answers, telegram, x, web, chat, password, apiKeys, reader.provenance());
  }

  /** The one exception to the usual precedence: a written url goes before the variable. */
  private static Map<Capability, ModelSettings> models(SettingsReader reader) {
    URI host = reader.get(AssistantKeys.OLLAMA_HOST);
    String otherwise = reader.isSet(AssistantKeys.OLLAMA_HOST) ? "OLLAMA_HOST" : "default";
    Map<Capability, ModelSettings> models = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      SettingKey<URI> key = AssistantKeys.url(capability);
      URI url = reader.find(key);
      String model = reader.find(AssistantKeys.model(capability));
      models.put(
          capability,
          url == null
              ? new ModelSettings(host, otherwise, model)
              : new ModelSettings(url, key.name(), model));
    }
    return models;
  }

  private static TelegramSettings telegram(SettingsReader reader) {
    return new TelegramSettings(
        reader.find(AssistantKeys.BOT_NAME),
        reader.find(AssistantKeys.BOT_ID),
        reader.find(AssistantKeys.BOT_TOKEN),
        reader.get(AssistantKeys.TELEGRAM_API),
        new OwnerSettings(
            reader.find(AssistantKeys.OWNER_FIRST_NAME),
            reader.find(AssistantKeys.OWNER_LAST_NAME),
            reader.find(AssistantKeys.OWNER_USER_ID),
            reader.find(AssistantKeys.OWNER_USERNAME)));
  }

  private static WebSettings web(SettingsReader reader) {
    URI publicUrl = reader.find(AssistantKeys.WEB_UI_URL);
    Integer port = reader.find(AssistantKeys.WEB_PORT);
    return new WebSettings(
        reader.get(AssistantKeys.WEB_HOST),
        port == null ? portOf(publicUrl) : port,
        reader.get(AssistantKeys.WEB_MAX_UPLOAD),
        publicUrl,
        reader.get(AssistantKeys.WEB_TRUST_PROXY));
  }

  private static int portOf(@Nullable URI url) {
    return url == null || url.getPort() < 0 ? DEFAULT_WEB_PORT : url.getPort();
  }
}
