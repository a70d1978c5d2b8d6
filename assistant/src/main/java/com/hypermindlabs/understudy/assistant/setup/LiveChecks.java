package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.probe.DatabaseProbe;
import com.hypermindlabs.understudy.assistant.probe.FallbackProbe;
import com.hypermindlabs.understudy.assistant.probe.ModelProbe;
import com.hypermindlabs.understudy.assistant.probe.Probe;
import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.assistant.probe.Several;
import com.hypermindlabs.understudy.assistant.probe.Sighting;
import com.hypermindlabs.understudy.assistant.probe.StateProbe;
import com.hypermindlabs.understudy.assistant.probe.TelegramProbe;
import com.hypermindlabs.understudy.assistant.probe.WebProbe;
import com.hypermindlabs.understudy.assistant.probe.XProbe;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.settings.OwnerSettings;
import com.hypermindlabs.understudy.assistant.settings.TelegramSettings;
import com.hypermindlabs.understudy.assistant.settings.XPosting;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.RawValue;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which probes look at what a page was answered, and how long they may take. */
public final class LiveChecks {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(20);
  private static final String SERVER = "primary database";

  private LiveChecks() {}

  /** Those of a page; none where there is nothing to look at. */
  public static List<LiveCheck> of(Page page) {
    return switch (page) {
      case INFERENCE -> List.of(new Check("model endpoint", LiveChecks::models));
      case DATABASE -> List.of(new Check(SERVER, LiveChecks::primary));
      case FALLBACK -> List.of(new Check("fallback", LiveChecks::fallback));
      case TELEGRAM -> List.of(new Check("Telegram bot", LiveChecks::telegram));
      case X -> List.of(new Check("account on X", LiveChecks::x));
      case WEB -> List.of(new Check("web page", LiveChecks::web));
      default -> List.of();
    };
  }

  /** Remarks of none where the answers ask for nothing. */
  private record Check(String name, Function<Answers, List<Probe>> probes) implements LiveCheck {
    @Override
    public Duration timeout() {
      return WHOLE;
    }

    @Override
    public Result run(Answers answers, BooleanSupplier cancelled) throws InterruptedException {
      try {
        Sighting sighting = new Several(name, probes.apply(answers)).look();
        if (cancelled.getAsBoolean()) {
          throw new InterruptedException(name + ": cancelled");
        }
        return new Result(sighting.remarks(), suggestions(sighting));
      } catch (SettingsException e) {
        return Result.of(
            e.problems().stream()
                .map(one -> Remark.error("settings", one.toString(), one.remedy()))
                .toList());
      }
    }

    /** What is proposed comes first. */
    private static Map<String, List<String>> suggestions(Sighting sighting) {
      Map<String, List<String>> suggestions = new HashMap<>();
      sighting
          .proposals()
          .forEach(
              (id, proposal) -> {
                List<String> all = new ArrayList<>(List.of(proposal));
                sighting.choices().getOrDefault(id, List.of()).stream()
                    .filter(choice -> !choice.equals(proposal))
                    .forEach(all::add);
                suggestions.put(id, all);
              });
      return suggestions;
    }
  }

  private static List<Probe> models(Answers answers) {
    Map<String, Set<Capability>> endpoints = new LinkedHashMap<>();
    Map<Capability, String> chosen = new EnumMap<>(Capability.class);
    for (ModelEndpoint endpoint : answers.endpoints()) {
      endpoints
          .computeIfAbsent(endpoint.url(), url -> EnumSet.noneOf(Capability.class))
          .add(endpoint.capability());
      String model = answers.text("inference." + endpoint.capability().key() + ".model");
      if (!model.isEmpty()) {
        chosen.put(endpoint.capability(), model);
      }
    }
    List<Probe> probes = new ArrayList<>();
    endpoints.forEach(
        (url, wanted) -> {
          // As Ollama understands its own variable: a bare host will do.
          @Nullable URI address = address(ModelQuestions.OLLAMA_HOST, url);
          if (address != null) {
            probes.add(new ModelProbe(address, wanted, chosen, ANSWER));
          }
        });
    return probes;
  }

  private static List<Probe> primary(Answers answers) {
    Settings settings = answers.library();
    @Nullable DatabaseSettings database = settings.database();
    return database == null
        ? List.of()
        : List.of(
            new DatabaseProbe("primary", database, ANSWER, settings.failover().probe().timeout()));
  }

  private static List<Probe> fallback(Answers answers) {
    Settings settings = answers.library();
    return List.of(
        new StateProbe(settings.stateDirectory()),
        new FallbackProbe(
            settings.fallback(), settings.stateDirectory(), settings.failover().probe().timeout()));
  }

  private static List<Probe> telegram(Answers answers) {
    @Nullable URI api = address("telegram_api_url", answers.text("telegram_api_url"));
    if (!answers.yes(InterfaceQuestions.TELEGRAM) || api == null) {
      return List.of();
    }
    String name = answers.text("bot_name");
    String id = answers.text("bot_id");
    TelegramSettings settings =
        new TelegramSettings(
            name.isEmpty() ? null : name,
            id.isEmpty() ? null : Long.valueOf(id),
            answers.secret("bot_token").orElse(null),
            api,
            new OwnerSettings(null, null, null, null));
    return List.of(new TelegramProbe(settings, ANSWER));
  }

  private static List<Probe> x(Answers answers) {
    @Nullable URI api = address("twitter_api_url", answers.text("twitter_api_url"));
    if (!answers.yes(InterfaceQuestions.X) || api == null) {
      return List.of();
    }
    XSettings settings =
        new XSettings(
            answers.secret("twitter_keys.consumer_key").orElse(null),
            answers.secret("twitter_keys.consumer_secret").orElse(null),
            answers.secret("twitter_keys.access_token").orElse(null),
            answers.secret("twitter_keys.access_token_secret").orElse(null),
            api,
            XPosting.DEFAULT);
    return List.of(new XProbe(settings, ANSWER, InstantSource.system()));
  }

  private static List<Probe> web(Answers answers) {
    String host = answers.text("web.host");
    String port = answers.text("web.port");
    @Nullable URI known = address("web_ui_url", answers.text("web_ui_url"));
    int otherwise = known == null || known.getPort() < 0 ? 4747 : known.getPort();
    return List.of(
        new WebProbe(
            host.isEmpty() ? "127.0.0.1" : host,
            port.isEmpty() ? otherwise : Integer.parseInt(port)));
  }

  /** The text as the value of a setting that is an address; null for what is none. */
  private static @Nullable URI address(String key, String text) {
    Object value =
        Registry.key(key).type().parse(new RawValue.Text(text, 0), (at, wrong, what, remedy) -> {});
    return value instanceof URI uri ? uri : null;
  }
}
