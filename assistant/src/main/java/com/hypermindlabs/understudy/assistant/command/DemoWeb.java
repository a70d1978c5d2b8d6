package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.demo.Held;
import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.assistant.serve.InterfaceBoard;
import com.hypermindlabs.understudy.assistant.serve.Serving;
import com.hypermindlabs.understudy.assistant.web.Web;
import com.hypermindlabs.understudy.assistant.web.WebParts;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The web page of a demo that is held, with an owner's account of its own. */
final class DemoWeb implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofMillis(500);
  private static final String LOGIN = "demo";
  private static final int PASSWORD_BYTES = 9;

  private final Assembly assembly;
  private final InterfaceBoard board;
  private final Serving serving;
  private final Web web;
  private final String password;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private boolean serves;

  private DemoWeb(ProgramSettings settings, Understudy understudy, String password) {
    this.assembly = Assembly.of(settings, understudy);
    this.board = new InterfaceBoard(settings.library().stateDirectory());
    Backstage backstage =
        new Backstage(settings.assistant(), understudy, assembly.chat(), assembly.finder(), board);
    this.web = new Web(new WebParts(backstage, settings.library(), InstantSource.system()));
    this.serving = new Serving(List.of(web), board, DRAIN);
    this.password = password;
  }

  /**
   * Starts it over the demo's own process.
   *
   * @param file the demo's settings; the operator's variables are none of its
   */
  static DemoWeb open(Held held, Path file) throws InterruptedException {
    SettingsSources sources =
        SettingsSources.of(file, file.resolveSibling("none.env"))
            .withEnvironment(Map.of())
            .withStateDirectory(held.stateDirectory());
    DemoWeb opened =
        new DemoWeb(ProgramSettings.read(sources), held.understudy(), register(held.understudy()));
    opened.serves = opened.serving.start(opened.said::add) == Serving.Start.SERVES;
    return opened;
  }

  /** The servers are gone with the demo, and what it was good for with them. */
  private static String register(Understudy understudy) {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String unused = new OwnerAccount(LOGIN, Secret.of(password)).make(understudy);
    return password;
  }

  /** Where it is and how to sign in, for people; or why it is not. */
  List<String> lines() {
    if (!serves) {
      return said;
    }
    return List.of(
        "The web page: http://127.0.0.1:" + web.port() + "/",
        "  login " + LOGIN + ", password " + password + " (of this demo alone)");
  }

  @Override
  public void close() {
    serving.close();
    assembly.close();
    board.close();
  }
}
