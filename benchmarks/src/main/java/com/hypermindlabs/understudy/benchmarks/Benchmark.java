package com.hypermindlabs.understudy.benchmarks;

/**
 * One comparison. Every subject is measured in the same run on the same machine, in turns where
 * that is possible, so that a drift of the machine's speed hits all alike.
 */
interface Benchmark {
  /** The name on the command line, as {@code failover}. */
  String name();

  /** What is compared, as a heading. */
  String title();

  /** How it is measured, in one paragraph of Markdown. */
  String method();

  /**
   * Measures.
   *
   * @param scale how thoroughly
   * @param results where the figures go
   */
  void run(Scale scale, Results results) throws Exception;
}
