package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.chat.TooManyMessagesException;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is answered when something is not granted or goes wrong: plain words, and for what nobody
 * foresaw an id that the log has too; never a stack trace.
 */
final class Problems {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String MEMBER_GONE = "23503";

  private Problems() {}

  static void add(RoutesConfig routes) {
    routes.exception(Refusal.class, (e, context) -> answer(context, e));
    routes.exception(
        TooManyMessagesException.class,
        (e, context) -> answer(context, new Refusal(429, message(e), e.waitFor())));
    routes.exception(
        HttpResponseException.class,
        (e, context) -> answer(context, new Refusal(e.getStatus(), words(e.getStatus()))));
    routes.exception(StoreException.class, (e, context) -> answer(context, store(e)));
    routes.exception(IllegalArgumentException.class, (e, context) -> answer(context, malformed(e)));
    routes.exception(Exception.class, (e, context) -> answer(context, unexpected(e)));
  }

  private static Refusal store(StoreException e) {
    if (e.sqlState().equals(MEMBER_GONE)) {
      return new Refusal(401, "sign in again");
    }
    log.warn("{}", e.getMessage());
    return new Refusal(
        503, "no database serves at the moment; try again", java.time.Duration.ofSeconds(2));
  }

  private static Refusal malformed(IllegalArgumentException e) {
    log.info("a request that nothing could be made of", e);
    return new Refusal(400, words(400));
  }

  /** Logged in full under an id, told by the id alone. */
  static Refusal unexpected(Throwable thrown) {
    byte[] bytes = new byte[4];
    RANDOM.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    log.error("unexpected error {}", id, thrown);
    return new Refusal(500, "something went wrong; the log has it under " + id);
  }

  static void answer(Context context, Refusal refusal) {
    context.status(refusal.status());
    if (refusal.retryAfter() > 0) {
      context.header("Retry-After", Long.toString(refusal.retryAfter()));
    }
    if (context.path().startsWith("/api/")) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.putObject("error").put("message", message(refusal));
      ChatRoutes.answer(context, node);
    } else {
      context
          .contentType("text/html; charset=utf-8")
          .result(Pages.problem(refusal.status(), message(refusal)));
    }
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? "this cannot be done" : message;
  }

  private static String words(int status) {
    return switch (status) {
      case 400 -> "the request is malformed";
      case 404 -> "there is no such page";
      case 405 -> "this cannot be done here";
      case 413 -> "this is too large";
      default -> "this cannot be done";
    };
  }
}
