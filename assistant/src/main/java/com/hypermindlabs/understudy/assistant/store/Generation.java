package com.hypermindlabs.understudy.assistant.store;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a reply came about. Immutable.
 *
 * @param model the model that answered; null when none did
 * @param problem why the first choice of model did not answer; null when it did
 * @param finish how the reply ended
 * @param usage what it took
 */
public record Generation(
    @Nullable String model, @Nullable String problem, Finish finish, Usage usage) {
  private static final int LONGEST_MODEL = 200;
  private static final int LONGEST_PROBLEM = 2000;

  public Generation {
    if (model != null) {
      model = Text.present("a model's name", model, LONGEST_MODEL);
    }
    if (problem != null) {
      problem = Text.present("a model's problem", problem, LONGEST_PROBLEM);
    }
  }

  /** How a reply ended. */
  public enum Finish {
    /** With its last word. */
    COMPLETE,
    /** The member had enough. */
    STOPPED,
    /** The model or the connection to it broke off. */
    CUT;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Finish of(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * What a reply took; null for what the model did not tell.
   *
   * @param promptTokens tokens read
   * @param replyTokens tokens written
   * @param firstToken from the question to the first token, kept in milliseconds
   * @param total from the question to the end, kept in milliseconds
   */
  public record Usage(
      @Nullable Integer promptTokens,
      @Nullable Integer replyTokens,
      @Nullable Duration firstToken,
      @Nullable Duration total) {
    /** Nothing is known. */
    public static final Usage UNKNOWN = new Usage(null, null, null, null);

    /** Cuts the durations to what is kept of them. */
    public Usage {
      firstToken = firstToken == null ? null : firstToken.truncatedTo(ChronoUnit.MILLIS);
      total = total == null ? null : total.truncatedTo(ChronoUnit.MILLIS);
    }
  }
}
