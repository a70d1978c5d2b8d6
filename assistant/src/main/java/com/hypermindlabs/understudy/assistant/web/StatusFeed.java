package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.StatusJson;
import java.util.List;

/** Tells an operator's page how the site stands, what happened, and the figures for its charts. */
final class StatusFeed implements Feed {
  private final Watch watch;
  private String status = "";
  private long happened;
  private long sampled;

  StatusFeed(Watch watch) {
    this.watch = watch;
  }

  @Override
  public String next() {
    StringBuilder frames = new StringBuilder();
    String now = Frames.of("status", null, StatusJson.tree(watch.latest()));
    if (!now.equals(status)) {
      status = now;
      frames.append(now);
    }
    List<ObjectNode> events = watch.timeline().after(happened);
    happened = last(events, happened);
    append(frames, "timeline", events);
    List<ObjectNode> figures = watch.samples().after(sampled);
    sampled = last(figures, sampled);
    append(frames, "samples", figures);
    return frames.toString();
  }

  private static long last(List<ObjectNode> items, long otherwise) {
    return items.isEmpty() ? otherwise : items.get(items.size() - 1).path("number").asLong();
  }

  private static void append(StringBuilder frames, String event, List<ObjectNode> items) {
    if (!items.isEmpty()) {
      ObjectNode data = JsonNodeFactory.instance.objectNode();
      data.putArray("items").addAll(items);
      frames.append(Frames.of(event, null, data));
    }
  }

  @Override
  public boolean over() {
    return false;
  }

  @Override
  public void closed() {
    // There is nothing to let go of.
  }
}
