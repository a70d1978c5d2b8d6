package com.hypermindlabs.understudy.assistant.settings;

import com.hypermindlabs.understudy.config.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The Telegram bot.
 *
 * @param botName {@code bot_name}
 * @param botId {@code bot_id}
 * @param token {@code bot_token}
 * @param api the base address of the Bot API, without a slash at its end
 * @param owner {@code owner_info}
 */
public record TelegramSettings(
    @Nullable String botName,
    @Nullable Long botId,
    @Nullable Secret token,
    URI api,
    OwnerSettings owner) {
  /** Whether the bot can run. */
  public boolean configured() {
    return token != null;
  }
}
