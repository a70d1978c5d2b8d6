package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.ReturnText;
import com.hypermindlabs.understudy.status.StatusReport;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to the site while this process watched, the newest of it. Thread-safe. */
final class Timeline {
  private static final int MOST = 200;

  private final Deque<Item> items = new ArrayDeque<>();
  private long last;

  /**
   * Something that happened.
   *
   * @param number counts up
   * @param mode the new one; null when it did not change
   */
  private record Item(
      long number, Instant at, String kind, @Nullable String mode, String title, String detail) {
    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("number", number)
          .put("at", at.toString())
          .put("kind", kind)
          .put("mode", mode)
          .put("title", title)
          .put("detail", detail);
    }
  }

  /** How it stood when watching began. */
  synchronized void begin(StatusReport report, Instant now) {
    Instant since = report.route().since();
    add(
        since == null ? now : since,
        "mode",
        report.mode().json(),
        "The mode is " + report.mode().json(),
        report.route().reason());
  }

  /** One more. */
  synchronized void add(Event event) {
    Instant at = event.at();
    if (event instanceof Event.ModeChanged it) {
      String title = "From " + it.from().json() + " to " + it.to().json();
      String took = it.took().isZero() ? "" : " (" + it.took().toMillis() + " ms)";
      add(at, "mode", it.to().json(), title + took, it.reason());
    } else if (event instanceof Event.Returned it) {
      add(at, "return", null, "The return is complete", ReturnText.summary(it.report()));
    } else if (event instanceof Event.Held it) {
      add(at, "problem", null, "Changes are held", it.changes() + " wait for a person");
    } else if (event instanceof Event.ReturnDelayed it) {
      add(at, "delay", null, "The return waits", it.reason());
    } else if (event instanceof Event.PrimaryChanged it) {
      add(at, "problem", null, "The primary is another one", it.reason());
    } else if (event instanceof Event.MirrorChanged it) {
      String title = it.running() ? "The mirror runs" : "The mirror stopped";
      add(at, it.running() ? "good" : "problem", null, title, it.reason());
    } else if (event instanceof Event.TableChanged it) {
      String title = it.table() + (it.isProtected() ? " is protected" : " is not protected");
      add(at, it.isProtected() ? "good" : "problem", null, title, it.reason());
    } else if (event instanceof Event.FallbackChanged it) {
      String title = it.healthy() ? "The fallback is well" : "The fallback fails";
      add(at, it.healthy() ? "good" : "problem", null, title, it.reason());
    } else if (event instanceof Event.Misconfigured it) {
      add(at, "problem", null, "The settings are wrong", it.problem().message());
    }
  }

  private void add(Instant at, String kind, @Nullable String mode, String title, String detail) {
    items.addLast(new Item(++last, at, kind, mode, title, detail));
    if (items.size() > MOST) {
      items.removeFirst();
    }
  }

  /** Those after a number, the oldest first. */
  synchronized List<ObjectNode> after(long number) {
    List<ObjectNode> newer = new ArrayList<>();
    for (Item item : items) {
      if (item.number() > number) {
        newer.add(item.json());
      }
    }
    return newer;
  }
}
