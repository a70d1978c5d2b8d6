package com.hypermindlabs.understudy.assistant.command;

import static com.hypermindlabs.understudy.assistant.command.RecognisableSecrets.TRACE;

import com.hypermindlabs.understudy.assistant.command.RecognisableSecrets.Source;
import com.hypermindlabs.understudy.config.SettingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** How a site may stand, and where its secrets are set. */
enum Situation {
  HEALTHY(Source.ENVIRONMENT_FILE),
  PRIMARY_DOWN(Source.ENVIRONMENT),
  WRONG_PASSWORD(Source.DOT_ENV_FILE),
  OUTAGE(Source.CONFIG) {
    @Override
    void arrange(CommandSite site, RecognisableSecrets secrets) {
      site.fallback(false);
    }
  },

  /** The quotes around the secrets are missing, so that config.json is no JSON. */
  NO_QUOTES(Source.CONFIG) {
    @Override
    void arrange(CommandSite site, RecognisableSecrets secrets) throws IOException {
      String text = Files.readString(site.config());
      Files.writeString(site.config(), text.replaceAll("\"(" + TRACE + "[^\"]*)\"", "$1"));
    }
  },

  /** They are in a list, in an object, or in an address. */
  WRONG_PLACES(Source.CONFIG) {
    @Override
    void arrange(CommandSite site, RecognisableSecrets secrets) {
      for (SettingKey<?> key : RecognisableSecrets.keys()) {
        site.settings().withArray("/" + key.name().replace('.', '/') + "s").add(TRACE);
      }
      site.settings().putArray("bot_token").add(TRACE);
      site.settings().putObject("twitter_keys").putObject("access_token").put(TRACE, TRACE);
      site.settings().put("api_keys", TRACE);
      site.settings().withObject("/database").put("host", "postgres://me:" + TRACE + "@host/db");
      site.settings().withObject("/inference/chat").put("url", "http://me:" + TRACE + "@host");
      site.write();
    }
  },

  /** A quote that never closes in .env, a line that is no assignment, a secret for a file. */
  BROKEN_VARIABLES(Source.DOT_ENV) {
    @Override
    void arrange(CommandSite site, RecognisableSecrets secrets) throws IOException {
      Files.writeString(
          secrets.dotEnv(),
          TRACE + "\nTELEGRAM_BOT_TOKEN_FILE=" + TRACE + "\nPOSTGRES_PASSWORD=\"" + TRACE,
          StandardOpenOption.APPEND);
    }
  };

  private final Source source;

  Situation(Source source) {
    this.source = source;
  }

  /** Where the secrets are set that count. */
  Source source() {
    return source;
  }

  boolean primaryServes() {
    return this != PRIMARY_DOWN && this != OUTAGE;
  }

  /** Whether the settings can be used. */
  boolean wellFormed() {
    return this != NO_QUOTES && this != WRONG_PLACES && this != BROKEN_VARIABLES;
  }

  /** The exit code of {@code status}. */
  int status() {
    return switch (this) {
      case HEALTHY -> ExitCode.GOOD;
      case PRIMARY_DOWN, WRONG_PASSWORD -> ExitCode.DEGRADED;
      case OUTAGE -> ExitCode.OUTAGE;
      default -> ExitCode.USAGE;
    };
  }

  /** Makes it so, once the secrets are in place. */
  void arrange(CommandSite site, RecognisableSecrets secrets) throws IOException {}
}
