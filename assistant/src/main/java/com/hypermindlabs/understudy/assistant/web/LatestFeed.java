package com.hypermindlabs.understudy.assistant.web;

import java.util.function.Supplier;

/**
 * Tells how something is, whenever that has changed since it was told last; what was in between is
 * left out.
 */
final class LatestFeed implements Feed {
  private final Supplier<String> frames;
  private String told = "";

  /**
   * @param frames how it is now, as frames; equal ones are not told again
   */
  LatestFeed(Supplier<String> frames) {
    this.frames = frames;
  }

  @Override
  public String next() {
    String now = frames.get();
    if (now.equals(told)) {
      return "";
    }
    told = now;
    return now;
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
