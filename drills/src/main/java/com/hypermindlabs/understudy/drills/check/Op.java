package com.hypermindlabs.understudy.drills.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One operation of a history, put together from its lines. Filled by one thread, then read. */
final class Op {
  /** A row of a table, by its key. */
  record Key(String table, String key) {
    @Override
    public String toString() {
      return table + " " + key;
    }
  }

  /** What a read showed, on which server. */
  record Seen(String what, String value, String side, String epoch) {}

  private final String id;
  private final String origin;
  private String kind = "";
  private long begin;
  private long end = Long.MAX_VALUE;
  private String outcome = "unknown";
  private String state = "";
  private String side = "?";
  private String epoch = "-";
  private boolean doubt;
  private final List<Key> rows = new ArrayList<>();
  private final List<Key> gone = new ArrayList<>();
  private final List<String[]> sets = new ArrayList<>();
  private final List<Seen> seen = new ArrayList<>();
  private @Nullable String list;

  /**
   * @param origin the history's name: that of the process
   */
  Op(String id, String origin) {
    this.id = id;
    this.origin = origin;
  }

  /** Takes in one more line. */
  void add(String[] words) {
    switch (words[1]) {
      case "begin" -> {
        kind = words[2];
        begin = Long.parseLong(words[3]);
      }
      case "on" -> {
        side = words[2];
        epoch = words[3];
      }
      case "row" -> rows.add(new Key(words[2], words[3]));
      case "gone" -> gone.add(new Key(words[2], words[3]));
      case "set" -> sets.add(words);
      case "item" -> list = words[2];
      case "saw" -> seen.add(new Seen(words[2], words[3], side, epoch));
      case "doubt" -> doubt = true;
      case "end" -> {
        outcome = words[2];
        state = words[3];
        end = Long.parseLong(words[4]);
      }
      default -> throw new IllegalArgumentException("a history says " + words[1]);
    }
  }

  String id() {
    return id;
  }

  String origin() {
    return origin;
  }

  String kind() {
    return kind;
  }

  long begin() {
    return begin;
  }

  /** When the answer was heard; never, where there was none. */
  long end() {
    return end;
  }

  /** Acknowledged. */
  boolean ok() {
    return outcome.equals("ok");
  }

  /** Certainly not done: what it was told, or had undone itself. */
  boolean failed() {
    return !doubt && (outcome.equals("fail") || outcome.equals("none"));
  }

  /** Refused for lack of a right. */
  boolean withoutRights() {
    return state.equals("42501");
  }

  boolean onPrimary() {
    return side.equals("P");
  }

  boolean onFallback() {
    return side.equals("F");
  }

  /** The fallback's epoch it was done in. */
  String epoch() {
    return epoch;
  }

  List<Key> rows() {
    return rows;
  }

  List<Key> gone() {
    return gone;
  }

  /** The list that an element was added to, which is called as the operation; null for none. */
  @Nullable String list() {
    return list;
  }

  List<Seen> seen() {
    return seen;
  }

  /** Keys of rows that were given this operation's name as their value. */
  List<Key> sets() {
    return sets.stream().map(words -> new Key(words[2], words[3])).toList();
  }

  @Override
  public String toString() {
    return id + " (" + kind + " on " + side + " epoch " + epoch + ": " + outcome + " " + state
        + ")";
  }
}
