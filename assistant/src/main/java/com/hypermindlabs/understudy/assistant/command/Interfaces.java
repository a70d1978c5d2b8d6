package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.bot.Around;
import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.assistant.serve.Served;
import com.hypermindlabs.understudy.assistant.telegram.Telegram;
import com.hypermindlabs.understudy.assistant.web.Web;
import com.hypermindlabs.understudy.assistant.web.WebParts;
import com.hypermindlabs.understudy.assistant.x.X;
import com.hypermindlabs.understudy.config.Settings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The list of the interfaces that {@code serve} runs. */
final class Interfaces {
  /** What they are called. */
  static final List<String> NAMES = List.of("web", "telegram", "x");

  private Interfaces() {}

  /** All of them, none started. */
  static List<Served> all(Backstage backstage, Settings library) {
    List<Served> all = new ArrayList<>();
    all.add(new Web(new WebParts(backstage, library, InstantSource.system())));
    Around around = Around.of(backstage, library.stateDirectory());
    all.add(new Telegram(backstage.settings().telegram(), around, backstage.failures("telegram")));
    all.add(new X(backstage.settings().x(), around, backstage.failures("x")));
    return all;
  }
}
