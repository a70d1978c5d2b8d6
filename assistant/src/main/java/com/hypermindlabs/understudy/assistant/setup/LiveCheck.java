package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.probe.Remark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Looks at the world when a page is left by "next": whether a server answers, a token is good.
 * Changes nothing. Implementations are stateless; one run belongs to one thread.
 */
public interface LiveCheck {
  /**
   * What a check found.
   *
   * @param remarks in the words of {@code doctor}; no secret. One of severity ERROR keeps people
   *     from going on, unless they say "continue anyway"
   * @param suggestions answers to choose from, by the id of the question, as the names of models
   */
  record Result(List<Remark> remarks, Map<String, List<String>> suggestions) {
    /** Copies the collections. */
    public Result {
      remarks = List.copyOf(remarks);
      suggestions = Map.copyOf(suggestions);
    }

    /** Remarks alone. */
    public static Result of(List<Remark> remarks) {
      return new Result(remarks, Map.of());
    }

    /** Whether nothing is wrong. */
    public boolean passed() {
      return remarks.stream().noneMatch(one -> one.severity() == Remark.Severity.ERROR);
    }
  }

  /** What is looked at, in a few words, as {@code primary database}. */
  String name();

  /** How long it may take in all; whoever runs it gives up then. */
  Duration timeout();

  /**
   * Looks. What cannot be looked at is a remark, not an exception.
   *
   * @param answers as they are now, kept ones included
   * @param cancelled true once nobody waits for the result any more
   * @throws InterruptedException when cancelled by an interrupt
   */
  Result run(Answers answers, BooleanSupplier cancelled) throws InterruptedException;
}
