package com.hypermindlabs.understudy.assistant.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns up what logback.xml has set up for everyday use. */
final class Logs {
  /** Read by logback.xml: what a line ends with, nothing or the stack trace. */
  private static final String TRACES = "understudy.log.traces";

  private Logs() {}

  /** Details and stack traces from now on, or neither. */
  static synchronized void verbose(boolean wanted) {
    if (wanted == (System.getProperty(TRACES) != null)) {
      return;
    }
    if (wanted) {
      System.setProperty(TRACES, "%ex");
    } else {
      System.clearProperty(TRACES);
    }
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      read(context);
      if (wanted) {
        context.getLoggerList().forEach(logger -> logger.setLevel(Level.DEBUG));
      }
    }
  }

  private static void read(LoggerContext context) {
    try {
      context.reset();
      new ContextInitializer(context).autoConfig();
    } catch (JoranException e) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).error("logback.xml cannot be read", e);
    }
  }
}
