package com.hypermindlabs.understudy.assistant.demo;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Every write that a server said it has kept, and what went wrong on the way. Thread-safe. */
final class Acknowledged {
  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
  private final Map<Integer, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<Integer, Long> first = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> broken = new ConcurrentHashMap<>();

  /**
   * A message that was kept.
   *
   * @param key the client's key of it
   * @param port of the server that said so
   */
  record Write(String key, int port) {}

  /** A message, just now. */
  void add(String key, int port) {
    heard(port);
    writes.add(new Write(key, port));
    counts.computeIfAbsent(port, any -> new LongAdder()).increment();
  }

  /** A server has just acknowledged something, be it a message or what a message needs. */
  void heard(int port) {
    if (!first.containsKey(port)) {
      first.putIfAbsent(port, System.nanoTime());
    }
  }

  /** A write failed, with its outcome unknown or not, and will be repeated. */
  void broke(String sqlState) {
    broken.computeIfAbsent(sqlState, any -> new LongAdder()).increment();
  }

  /** All of them; safe to go through while there come more. */
  Iterable<Write> writes() {
    return writes;
  }

  /** How many a server has kept. */
  long count(int port) {
    LongAdder count = counts.get(port);
    return count == null ? 0 : count.sum();
  }

  /** The {@link System#nanoTime()} of a server's first; empty before it. */
  OptionalLong first(int port) {
    Long at = first.get(port);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  /** How many attempts failed. */
  long broken() {
    return broken.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** With which SQLSTATEs, in order. */
  String states() {
    return String.join(", ", broken.keySet().stream().sorted().toList());
  }
}
