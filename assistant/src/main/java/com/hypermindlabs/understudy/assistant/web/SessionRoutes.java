package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.SignIn;
import com.hypermindlabs.understudy.config.Secret;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in and out. */
final class SessionRoutes {
  private static final Logger log = LoggerFactory.getLogger(SessionRoutes.class);
  private static final int LONGEST = 2000;
  private static final int LONGEST_INIT_DATA = 8192;

  private final Guard guard;
  private final Surroundings surroundings;
  private final Accounts accounts;
  private final Members members;
  private final Streams streams;
  private final InstantSource clock;
  private final Attempts attempts;
  private final @Nullable Secret botToken;
  private final long maxUpload;

  SessionRoutes(Guard guard, Surroundings surroundings, Streams streams, WebParts parts) {
    this.guard = guard;
    this.surroundings = surroundings;
    this.streams = streams;
    this.accounts = new Accounts(parts.source());
    this.members = new Members(parts.source());
    this.clock = parts.clock();
    this.attempts = new Attempts(clock);
    this.botToken = parts.settings().telegram().token();
    this.maxUpload = parts.settings().web().maxUpload();
  }

  void add(RoutesConfig routes) {
    routes.post("/api/session", this::signIn, Access.ANYONE);
    routes.post("/api/session/telegram", this::signInByTelegram, Access.ANYONE);
    routes.get("/api/session", this::who, Access.MEMBER);
    routes.delete("/api/session", this::signOut, Access.MEMBER);
  }

  private void signIn(Context context) {
    Body body = Body.of(context);
    String login = body.text("login", LONGEST);
    String password = body.text("password", LONGEST);
    String client = count(context);
    SignIn result = accounts.signIn(login, password);
    if (result instanceof SignIn.Later later) {
      throw tooMany(later.waitFor());
    }
    if (!(result instanceof SignIn.Welcome welcome)) {
      log.info("a sign-in from {} was refused", client);
      throw new Refusal(401, "login and password do not belong together");
    }
    attempts.succeeded(client);
    welcome(context, guard.welcome(context, welcome.member()));
  }

  private void signInByTelegram(Context context) {
    Body body = Body.of(context);
    String raw = body.text("init_data", LONGEST_INIT_DATA);
    String client = count(context);
    Secret token = botToken;
    InitData data =
        token == null ? null : InitData.verify(raw, token, clock.instant()).orElse(null);
    if (data == null) {
      log.info("a sign-in by Telegram from {} was refused", client);
      throw new Refusal(401, "Telegram does not vouch for this; open the page from the bot again");
    }
    attempts.succeeded(client);
    welcome(context, guard.welcome(context, members.registerOrFind(data.user(), data.name())));
  }

  private String count(Context context) {
    String client = surroundings.client(context);
    Duration wait = attempts.next(client);
    if (!wait.isZero()) {
      throw tooMany(wait);
    }
    return client;
  }

  private static Refusal tooMany(Duration wait) {
    return new Refusal(
        429, "too many attempts; try again in " + Math.max(1, wait.toSeconds()) + " s", wait);
  }

  private void who(Context context) {
    welcome(context, Guard.caller(context));
  }

  private void signOut(Context context) {
    Caller caller = Guard.caller(context);
    guard.goodbye(context, caller);
    streams.end(caller.ticket());
    context.status(204);
  }

  private void welcome(Context context, Caller caller) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", caller.member().displayName());
    node.put("csrf", caller.ticket().csrf());
    node.put("editor", caller.access().includes(Access.EDITOR));
    node.put("operator", caller.access().includes(Access.OPERATOR));
    node.put("max_upload", maxUpload);
    node.put("max_message", ChatRoutes.LONGEST_MESSAGE);
    ChatRoutes.answer(context, node);
  }
}
