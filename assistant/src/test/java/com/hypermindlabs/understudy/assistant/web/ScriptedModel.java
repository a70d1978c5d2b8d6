package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.model.ChatModel;
import com.hypermindlabs.understudy.assistant.model.Prompt;
import com.hypermindlabs.understudy.assistant.model.StopSignal;
import com.hypermindlabs.understudy.assistant.model.Usage;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Answers what a test has it say. A question that begins with {@code wait} gets the first words at
 * once and the rest when the test lets it go on, or never when it is stopped before.
 */
final class ScriptedModel implements ChatModel {
  static final String FIRST = "One two three. ";
  static final String REST = "Four five six.";

  private final BlockingQueue<String> releases = new LinkedBlockingQueue<>();
  private volatile String answer = "A plain answer.";
  private volatile Duration pause = Duration.ZERO;

  /** What it says from now on. */
  void says(String text) {
    answer = text;
  }

  /** Waits that long before each word from now on. */
  void pauses(Duration time) {
    pause = time;
  }

  /** Lets one waiting answer go on. */
  void goOn() {
    releases.add("go on");
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Usage answer(Prompt prompt, Consumer<String> text, StopSignal stop) {
    String question = prompt.turns().get(prompt.turns().size() - 1).text();
    if (question.startsWith("wait")) {
      text.accept(FIRST);
      if (!wentOn(stop)) {
        return Usage.UNKNOWN;
      }
      text.accept(REST);
    } else {
      for (String part : answer.split("(?<=\\s)")) {
        LockSupport.parkNanos(pause.toNanos());
        if (stop.stopped()) {
          return Usage.UNKNOWN;
        }
        text.accept(part);
      }
    }
    return new Usage(12, 34);
  }

  private boolean wentOn(StopSignal stop) {
    Runnable forget = stop.onStop(() -> releases.add("stopped"));
    try {
      String word = releases.poll(60, TimeUnit.SECONDS);
      return "go on".equals(word);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      forget.run();
    }
  }
}
