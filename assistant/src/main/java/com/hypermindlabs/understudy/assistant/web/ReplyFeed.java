package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.web.LiveReply.Side;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows one reply from the place where the browser was. A place is {@code run:sides:characters};
 * one in another run makes the browser begin anew, so that no text is lost or there twice.
 */
final class ReplyFeed implements Feed {
  private static final Pattern PLACE = Pattern.compile("([A-Za-z0-9_-]{8}):(\\d{1,9}):(\\d{1,9})");

  private final LiveReply reply;
  private boolean anew;
  private int sides;
  private int characters;
  private boolean told;

  /**
   * @param place the last that the browser got; null when it got nothing
   */
  ReplyFeed(LiveReply reply, @Nullable String place) {
    this.reply = reply;
    Matcher matcher = PLACE.matcher(place == null ? "" : place);
    if (matcher.matches() && matcher.group(1).equals(reply.name())) {
      this.sides = Integer.parseInt(matcher.group(2));
      this.characters = Integer.parseInt(matcher.group(3));
    } else {
      this.anew = true;
    }
  }

  @Override
  public String next() {
    StringBuilder frames = new StringBuilder();
    // The end first: what was said before it is then there to be read.
    Side end = reply.end();
    if (anew) {
      anew = false;
      frames.append(Frames.of("anew", place(), JsonNodeFactory.instance.objectNode()));
    }
    for (Side side : reply.sidesFrom(sides)) {
      sides++;
      frames.append(Frames.of(side.event(), place(), side.data()));
    }
    String more = reply.textFrom(characters);
    if (!more.isEmpty()) {
      characters += more.length();
      ObjectNode data = JsonNodeFactory.instance.objectNode().put("text", more);
      frames.append(Frames.of("text", place(), data));
    }
    if (end != null && !told) {
      told = true;
      frames.append(Frames.of(end.event(), place(), end.data()));
    }
    return frames.toString();
  }

  @Override
  public boolean over() {
    return told;
  }

  @Override
  public void closed() {
    // The reply goes on without the browser.
  }

  private String place() {
    return reply.name() + ":" + sides + ":" + characters;
  }
}
