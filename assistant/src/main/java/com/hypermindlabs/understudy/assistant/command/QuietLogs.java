package com.hypermindlabs.understudy.assistant.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps warnings away while the program itself tells what happens. Until closed. */
final class QuietLogs implements AutoCloseable {
  private final Logger root;
  private final Logger ours;
  private final Level before;
  private final Level oursBefore;

  QuietLogs() {
    root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ours = (Logger) LoggerFactory.getLogger("com.hypermindlabs.understudy.assistant");
    before = root.getLevel();
    oursBefore = ours.getLevel();
    root.setLevel(Level.ERROR);
    ours.setLevel(Level.ERROR);
  }

  @Override
  public void close() {
    root.setLevel(before);
    ours.setLevel(oursBefore);
  }
}
