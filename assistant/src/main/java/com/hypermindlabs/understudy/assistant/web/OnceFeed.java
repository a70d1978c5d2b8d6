package com.hypermindlabs.understudy.assistant.web;

/** Tells one thing and is over. */
final class OnceFeed implements Feed {
  private String frames;

  OnceFeed(String frames) {
    this.frames = frames;
  }

  @Override
  public String next() {
    String all = frames;
    frames = "";
    return all;
  }

  @Override
  public boolean over() {
    return frames.isEmpty();
  }

  @Override
  public void closed() {
    // There is nothing to let go of.
  }
}
