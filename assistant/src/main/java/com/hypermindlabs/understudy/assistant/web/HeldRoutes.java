package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.held.HeldJson;
import com.hypermindlabs.understudy.assistant.held.HeldValues;
import com.hypermindlabs.understudy.assistant.held.Primary;
import com.hypermindlabs.understudy.assistant.held.PrimaryException;
import com.hypermindlabs.understudy.reconcile.Ledger;
import com.hypermindlabs.understudy.reconcile.Ledger.Resolution;
import com.hypermindlabs.understudy.reconcile.LedgerEntry;
import com.hypermindlabs.understudy.reconcile.ReconcileException;
import com.hypermindlabs.understudy.reconcile.Take;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes that wait for a person, and that person's decision. */
final class HeldRoutes {
  private static final Logger log = LoggerFactory.getLogger(HeldRoutes.class);
  private static final int MOST = 100;

  private final Primary primary;

  HeldRoutes(WebParts parts) {
    this.primary = new Primary(parts.library());
  }

  void add(RoutesConfig routes) {
    routes.get("/api/held", this::list, Access.OPERATOR);
    routes.post("/api/held/{id}", this::resolve, Access.OPERATOR);
  }

  private void list(Context context) throws SQLException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    var entries = node.putArray("entries");
    try {
      Optional<Ledger> ledger = primary.ledger("held list");
      List<LedgerEntry> open = ledger.isEmpty() ? List.of() : ledger.get().list();
      open.stream().limit(MOST).forEach(entry -> entries.add(HeldJson.of(entry)));
      node.put("all", open.size());
      node.putNull("problem");
    } catch (PrimaryException | SQLException e) {
      node.put("all", 0);
      node.put("problem", unreachable(e));
    }
    ChatRoutes.answer(context, node);
  }

  private void resolve(Context context) throws SQLException {
    Take take = take(Body.of(context));
    long id = number(context.pathParam("id"));
    try {
      Ledger ledger =
          primary.ledger("held resolve").orElseThrow(() -> new Refusal(404, "nothing is held"));
      if (ledger.show(id).filter(entry -> entry.resolved() == null).isEmpty()) {
        throw new Refusal(404, "this change waits no more");
      }
      Resolution resolution = ledger.resolve(id, take);
      boolean done = resolution instanceof Resolution.Done;
      LedgerEntry after =
          resolution instanceof Resolution.Moved moved
              ? moved.entry()
              : ((Resolution.Done) resolution).entry();
      log.info(
          "member {} resolved entry {} of the ledger: {}",
          Guard.caller(context).member().id(),
          id,
          done ? after.resolution() : "the row had moved");
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("resolved", done);
      node.set("entry", HeldJson.of(after));
      ChatRoutes.answer(context, node);
    } catch (PrimaryException e) {
      throw new Refusal(503, unreachable(e));
    } catch (ReconcileException e) {
      throw new Refusal(409, String.valueOf(e.getMessage()));
    }
  }

  private static String unreachable(Exception e) {
    return e instanceof PrimaryException known
        ? known.getMessage() + "; " + known.hint()
        : "the primary does not answer; try again in a moment";
  }

  private static Take take(Body body) {
    JsonNode take = body.node("take");
    if (take.isTextual() && take.textValue().equals("ours")) {
      return new Take.Ours();
    }
    if (take.isTextual() && take.textValue().equals("theirs")) {
      return new Take.Theirs();
    }
    if (!take.isObject() || take.isEmpty()) {
      throw new Refusal(400, "take 'ours', 'theirs', or an object of columns and values");
    }
    return new Take.Values(HeldValues.of(take));
  }

  private static long number(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new Refusal(404, "this change waits no more");
    }
    return Long.parseLong(text);
  }
}
