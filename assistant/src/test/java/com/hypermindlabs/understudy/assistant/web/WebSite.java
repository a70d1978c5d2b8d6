package com.hypermindlabs.understudy.assistant.web;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.chat.Chat;
import com.hypermindlabs.understudy.assistant.chat.ChatOptions;
import com.hypermindlabs.understudy.assistant.chat.Stores;
import com.hypermindlabs.understudy.assistant.command.CommandSite;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.assistant.serve.InterfaceBoard;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.NaturalKeys;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsReader;
import com.hypermindlabs.understudy.config.SettingsSources;
import com.hypermindlabs.understudy.status.StatusReport.MirrorStatus;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A whole site with a web page: a primary of its own, the embedded fallback, a scripted model. */
public final class WebSite implements AutoCloseable {
  static final String PASSWORD = "correct horse battery";
  static final String BOT_TOKEN = "123456:trace-of-a-bot-token";
  static final int MAX_UPLOAD = 64 * 1024;

  private final TestServer server = TestServer.start();
  private final CommandSite files;
  private final Settings library;
  private final AssistantSettings settings;
  private final Understudy understudy;
  private final InterfaceBoard board;
  private final Chat chat;
  private final Web web;
  private final WebParts parts;
  private final ScriptedModel model = new ScriptedModel();
  private final TestDatabase primary = server.createDatabase();

  private WebSite(Consumer<ObjectNode> change) {
    this.files = CommandSite.create().primary(primary);
    ObjectNode root = files.settings();
    ObjectNode failover = root.putObject("failover");
    // A busy machine is not to be taken for a primary that is gone; one that is gone refuses at
    // once.
    failover.put("probe_interval", "500ms").put("probe_timeout", "5s").put("calm", "1s");
    failover.set(
        "natural_keys",
        new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(NaturalKeys.all()));
    failover.putObject("conflicts").put("*", "primary-wins").put("knowledge_document", "hold");
    root.put("bot_token", BOT_TOKEN);
    root.putObject("web").put("port", 0).put("max_upload", "64KB");
    change.accept(root);
    files.write();
    SettingsSources sources = sources(files);
    this.library = SettingsReader.read(sources, Settings::read);
    this.settings = SettingsReader.read(sources, AssistantSettings::read);
    this.understudy = Understudy.builder(library).migrations(Migrations::run).start();
    this.board = new InterfaceBoard(library.stateDirectory());
    Finder finder = new Finder(new Knowledge(source()));
    Stores stores =
        new Stores(
            new Members(source()), new Communities(source()), new ChatHistory(source()), finder);
    ChatOptions usual = ChatOptions.USUAL;
    this.chat =
        new Chat(
            stores,
            List.of(model),
            new ChatOptions(
                usual.systemPrompt(), usual.contextTokens(), 100_000, usual.keepPatience()));
    Backstage backstage = new Backstage(settings, understudy, chat, finder, board);
    this.parts = new WebParts(backstage, library, InstantSource.system());
    this.web = new Web(parts);
    web.start();
    board.failures("web").up();
  }

  private static SettingsSources sources(CommandSite files) {
    return SettingsSources.of(files.config(), files.folder().resolve(".env"))
        .withEnvironment(Map.of())
        .withStateDirectory(files.state());
  }

  /** Started, and ready to fail over. */
  static WebSite start() {
    return start(settings -> {});
  }

  /** The same with other settings. */
  static WebSite start(Consumer<ObjectNode> change) {
    return new WebSite(change);
  }

  DataSource source() {
    return understudy.dataSource();
  }

  Understudy understudy() {
    return understudy;
  }

  TestServer server() {
    return server;
  }

  TestDatabase primary() {
    return primary;
  }

  ScriptedModel model() {
    return model;
  }

  Web web() {
    return web;
  }

  /** A second web page of the same site, as after a restart: it remembers no reply. */
  Web another() {
    Web other = new Web(parts);
    other.start();
    return other;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + web.port());
  }

  /** Somebody who can sign in with {@link #PASSWORD}. */
  Member member(String login, String name, String... roles) {
    Member member =
        new Members(source())
            .add(new Keys().next(), List.of(new Identity.Login(login)), name, Set.of(roles))
            .orElseThrow();
    new Accounts(source()).setPassword(member.id(), PASSWORD);
    return member;
  }

  /** Waits until the fallback has all that was written before. */
  void mirrored() {
    Instant now = Instant.now();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              MirrorStatus mirror = understudy.status().mirror();
              return mirror.state().equals("running")
                  && mirror.lastCycle() != null
                  && mirror.lastCycle().isAfter(now);
            });
  }

  @Override
  public void close() {
    web.stop(Duration.ofSeconds(1));
    chat.close();
    board.close();
    understudy.close();
    files.close();
    server.close();
  }
}
