package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;

/** One way to keep the table {@code bench} of another database like that of a primary. */
interface Peer extends AutoCloseable {
  /** Sets up all that can be before the first copy. */
  interface Maker {
    Peer make(BenchPrimary primary, TestServer other) throws Exception;
  }

  /** Begins the first copy; may return before its end. */
  void seed() throws Exception;

  /** Waits until the first copy is over and changes are carried. */
  default void settle() throws Exception {}

  /** Takes what is committed over, where that is not done by itself. */
  default void carry() {}

  /** Where the copy is. */
  TestDatabase copy();

  /** Sees to it that what is carried only when called for is carried as usual, until closed. */
  default AutoCloseable atWork() {
    return () -> {};
  }

  /** An empty table for the copy, with nothing of ours. */
  static TestDatabase plainCopy(TestServer other) throws Exception {
    TestDatabase copy = other.createDatabase();
    BenchLinks.run(copy::connect, BenchPrimary.TABLE);
    return copy;
  }
}
