package com.hypermindlabs.understudy.drills.work;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The kinds of things that the application does, each in one transaction. */
enum Operation {
  /** Adds an element to a list. */
  APPEND(4) {
    @Override
    boolean run(Work work) throws SQLException {
      int list = 1 + work.random().nextInt(Schema.LISTS);
      work.note("item", Integer.toString(list), work.id());
      return work.update(
              "UPDATE list SET items = array_append(items, ?) WHERE id = ?", work.id(), list)
          == 1;
    }
  },
  /** Moves money from one account to another, and books it. */
  TRANSFER(5) {
    @Override
    boolean run(Work work) throws SQLException {
      int source = 1 + work.random().nextInt(Schema.ACCOUNTS);
      int target = 1 + (source + work.random().nextInt(Schema.ACCOUNTS - 1)) % Schema.ACCOUNTS;
      int amount = 1 + work.random().nextInt(20);
      // Always in one order: two of them are not to wait for each other.
      boolean both = true;
      for (int account : new int[] {Math.min(source, target), Math.max(source, target)}) {
        both &=
            work.update(
                    "UPDATE account SET balance = balance + ? WHERE id = ?",
                    account == source ? -amount : amount,
                    account)
                == 1;
      }
      if (both) {
        work.insert("transfer", work.id(), "source, target, amount", source, target, amount);
      }
      return both;
    }
  },
  /** Adds to a counter, and books it. */
  TICK(5) {
    @Override
    boolean run(Work work) throws SQLException {
      int counter = 1 + work.random().nextInt(Schema.COUNTERS);
      int amount = 1 + work.random().nextInt(5);
      if (work.update("UPDATE counter SET value = value + ? WHERE id = ?", amount, counter) != 1) {
        return false;
      }
      work.insert("tick", work.id(), "counter, amount", counter, amount);
      return true;
    }
  },
  /** Takes one of a few names, or refers to whoever has it. */
  CLAIM(3) {
    @Override
    boolean run(Work work) throws SQLException {
      String name = "name " + work.random().nextInt(Schema.NAMES);
      String owner = work.one("SELECT id FROM handle WHERE name = ?", name);
      if (owner == null) {
        work.insert("handle", work.id(), "name", name);
        owner = work.id();
      }
      work.insert("claim", work.id(), "handle", owner);
      return true;
    }
  },
  /** A parent with two children. */
  FAMILY(3) {
    @Override
    boolean run(Work work) throws SQLException {
      work.insert("parent", work.id(), "note", work.id());
      work.insert("child", work.id() + "/1", "parent, note", work.id(), work.id());
      work.insert("child", work.id() + "/2", "parent, note", work.id(), work.id());
      return true;
    }
  },
  /** One more child. */
  GROW(3) {
    @Override
    boolean run(Work work) throws SQLException {
      String parent = pick(work, "parent");
      if (parent == null) {
        return false;
      }
      work.insert("child", work.id(), "parent, note", parent, work.id());
      return true;
    }
  },
  /** Another note on a parent. */
  EDIT(3) {
    @Override
    boolean run(Work work) throws SQLException {
      String parent = pick(work, "parent");
      if (parent == null) {
        return false;
      }
      work.note("set", "parent", parent, work.id());
      return work.update("UPDATE parent SET note = ? WHERE id = ?", work.id(), parent) == 1;
    }
  },
  /** Deletes a child. */
  PRUNE(2) {
    @Override
    boolean run(Work work) throws SQLException {
      String child = pick(work, "child");
      if (child == null) {
        return false;
      }
      work.note("gone", "child", child);
      return work.update("DELETE FROM child WHERE id = ?", child) == 1;
    }
  },
  /** Deletes a parent with its children. */
  CLEAR(2) {
    @Override
    boolean run(Work work) throws SQLException {
      String parent = pick(work, "parent");
      if (parent == null) {
        return false;
      }
      for (String child : work.list("DELETE FROM child WHERE parent = ? RETURNING id", parent)) {
        work.note("gone", "child", child);
      }
      work.note("gone", "parent", parent);
      return work.update("DELETE FROM parent WHERE id = ?", parent) == 1;
    }
  },
  /** A chat message; some are written by slow transactions, some are long. */
  CHAT(8) {
    @Override
    boolean run(Work work) throws SQLException {
      String body = work.random().nextInt(8) == 0 ? work.id() + "x".repeat(4_000) : work.id();
      int written =
          work.update(
              "INSERT INTO message (id, conversation, body) VALUES (?, ?, ?)"
                  + " ON CONFLICT DO NOTHING",
              work.id(),
              work.random().nextInt(5),
              body);
      work.note("row", "message", work.id());
      if (written == 1 && work.random().nextInt(6) == 0) {
        LockSupport.parkNanos(1_000_000L * (40 + work.random().nextInt(300)));
      }
      return true;
    }

    @Override
    int attempts() {
      return 4;
    }
  },
  /** Two pages of a document and its new title: together or not at all. */
  PAGES(3) {
    @Override
    boolean run(Work work) throws SQLException {
      int document = 1 + work.random().nextInt(Schema.DOCUMENTS);
      work.note("set", "document", Integer.toString(document), work.id());
      if (work.update("UPDATE document SET title = ? WHERE id = ?", work.id(), document) != 1) {
        return false;
      }
      work.insert("page", work.id() + "/1", "document", document);
      work.insert("page", work.id() + "/2", "document", document);
      return true;
    }
  },
  /** Looks at the bank, which never gains or loses. */
  AUDIT(3) {
    @Override
    boolean run(Work work) throws SQLException {
      work.note(
          "saw",
          "sum",
          String.valueOf(work.one("SELECT sum(balance) FROM account HAVING count(*) > 0")));
      return true;
    }
  };

  private final int weight;

  Operation(int weight) {
    this.weight = weight;
  }

  /**
   * Does it, up to the commit.
   *
   * @return false when there is nothing to do it to: it is rolled back
   */
  abstract boolean run(Work work) throws SQLException;

  /** How often it is tried: more than once only where twice does no harm. */
  int attempts() {
    return 1;
  }

  static @Nullable String pick(Work work, String table) throws SQLException {
    List<String> all = work.list("SELECT id FROM " + table + " ORDER BY id");
    return all.isEmpty() ? null : all.get(work.random().nextInt(all.size()));
  }

  static Operation any(Random random) {
    int total = 0;
    for (Operation one : values()) {
      total += one.weight;
    }
    int left = random.nextInt(total);
    for (Operation one : values()) {
      left -= one.weight;
      if (left < 0) {
        return one;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}
