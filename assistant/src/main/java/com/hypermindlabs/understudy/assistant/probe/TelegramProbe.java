package com.hypermindlabs.understudy.assistant.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.settings.TelegramSettings;
import com.hypermindlabs.understudy.config.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Bot API whose token it is ({@code getMe}). Proposes {@code bot_name} and {@code bot_id}.
 *
 * @param settings of the bot
 * @param timeout for the answer
 */
public record TelegramProbe(TelegramSettings settings, Duration timeout) implements Probe {
  private static final String AREA = "telegram";
  private static final Pattern TOKEN = Pattern.compile("\\d+:[A-Za-z0-9_-]+");
  private static final int OK = 200;

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public Sighting look() {
    @Nullable Secret token = settings.token();
    if (token == null) {
      return Sighting.of(Remark.ok(AREA, "not configured: the bot is off"));
    }
    if (!TOKEN.matcher(token.reveal()).matches()) {
      return Sighting.of(
          Remark.error(
              AREA,
              "the token is not of the form that Telegram gives: a number, a colon, letters",
              "copy it again from @BotFather, whole and without spaces"));
    }
    Service service = new Service(settings.api(), timeout);
    try {
      return judge(service.ask(service.request("/bot" + token.reveal() + "/getMe")));
    } catch (Service.NoAnswerException e) {
      return Sighting.of(e.remark(AREA));
    }
  }

  private Sighting judge(Service.Answer answer) {
    JsonNode bot = answer.body().path("result");
    if (answer.status() == OK
        && answer.body().path("ok").asBoolean()
        && bot.path("id").isNumber()) {
      return of(bot);
    }
    return Sighting.of(
        switch (answer.status()) {
          case 401, 404 ->
              Remark.error(
                  AREA, "Telegram does not know the token", "ask @BotFather for it with /mybots");
          case 429 ->
              Remark.warning(AREA, "Telegram asks for patience: too many requests", "try later");
          default ->
              Remark.error(
                  AREA,
                  settings.api() + " answers getMe with status " + answer.status(),
                  "check telegram_api_url, or try later");
        });
  }

  private Sighting of(JsonNode bot) {
    String name = Foreign.text(bot.path("username"));
    long id = bot.path("id").asLong();
    List<Remark> remarks = new ArrayList<>();
    remarks.add(Remark.ok(AREA, "the token is that of @" + name + " (" + id + ")"));
    @Nullable String wantedName = settings.botName();
    if (wantedName != null && !name.equalsIgnoreCase(wantedName.replaceFirst("^@", ""))) {
      remarks.add(
          Remark.warning(
              AREA,
              "bot_name is " + wantedName + ", the bot's is " + name,
              "set bot_name to " + name));
    }
    @Nullable Long wantedId = settings.botId();
    if (wantedId != null && wantedId != id) {
      remarks.add(
          Remark.warning(
              AREA, "bot_id is " + wantedId + ", the bot's is " + id, "set bot_id to " + id));
    }
    return new Sighting(remarks, Map.of("bot_name", name, "bot_id", Long.toString(id)), Map.of());
  }
}
