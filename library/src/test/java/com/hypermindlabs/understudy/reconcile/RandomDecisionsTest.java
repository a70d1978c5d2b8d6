package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.reconcile.Ledger.Resolution;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Payments of both sides, decisions of a person, releases, rows that are locked, and two outages,
 * in any order: each payment counts once.
 */
@Tag("slow")
class RandomDecisionsTest {
  private static final long FIRST = Long.getLong("understudy.seed", 1);
  private static final int SCHEDULES = Integer.getInteger("understudy.schedules", 25);

  private final List<String> log = new ArrayList<>();
  private final long[] expected = {1000, 1000};

  static LongStream seeds() {
    return LongStream.range(FIRST, FIRST + Math.min(SCHEDULES, 500));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachPaymentCountsOnce(long seed) throws SQLException {
    Random random = new Random(seed);
    String policy = random.nextBoolean() ? "hold" : "primary-wins";
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account", policy)
            .policy("*.balance", "delta")
            .beginMirroredAfter(
                new String[] {
                  "CREATE TABLE account (id int PRIMARY KEY, name text, note text, balance bigint)"
                },
                "INSERT INTO account VALUES (1, 'base', 'n', 1000), (2, 'base', 'n', 1000)")) {
      site.fastForwardFrom(random.nextBoolean() ? 1 : 1000);
      Ledger ledger = new Ledger(site.servers().primary(), site.names());
      outage(site, ledger, random);
      if (random.nextBoolean()) {
        decide(ledger, random);
      }
      if (random.nextInt(4) > 0) {
        log.add("mirror");
        site.mirror();
      }
      site.openAgain();
      log.add("again");
      outage(site, ledger, random);
      for (LedgerEntry entry : ledger.list()) {
        if (entry.kind() == LedgerEntry.Kind.HELD) {
          expected[of(entry)] -= amount(entry);
        }
      }
      assertThat(site.rowsThere("SELECT balance FROM account ORDER BY id"))
          .as("seed %d, %s:%n%s", seed, policy, String.join("\n", log))
          .containsExactly(String.valueOf(expected[0]), String.valueOf(expected[1]));
    }
  }

  private void outage(DegradedSite site, Ledger ledger, Random random) throws SQLException {
    int steps = 5 + random.nextInt(14);
    for (int step = 0; step < steps; step++) {
      step(site, ledger, random);
    }
    if (random.nextInt(3) == 0) {
      site.round();
      decide(ledger, random);
    }
    log.add("last " + site.lastRound());
  }

  private void step(DegradedSite site, Ledger ledger, Random random) throws SQLException {
    int id = 1 + random.nextInt(2);
    Payment payment = Payment.of(random);
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        log.add("there " + payment.to(id));
        site.there(payment.to(id));
        expected[id - 1] += payment.amount();
      }
      case 2, 3 -> {
        log.add("here " + payment.to(id));
        site.here(payment.to(id));
        expected[id - 1] += payment.amount();
      }
      case 4 -> {
        log.add("here, both: " + payment.to(1));
        site.hereTogether(payment.to(1), payment.to(2));
        expected[0] += payment.amount();
        expected[1] += payment.amount();
      }
      case 5 -> log.add("round " + site.round() + site.ledger());
      case 6 -> whileLocked(site, id);
      case 7 -> release(site);
      default -> decide(ledger, random);
    }
  }

  /** A payment, with a change of other columns now and then. */
  private record Payment(String set, long amount) {
    static Payment of(Random random) {
      long amount = 1L << random.nextInt(6);
      int version = random.nextInt(1000);
      return new Payment(
          "UPDATE account SET balance = balance + "
              + amount
              + (random.nextInt(3) == 0 ? ", name = 'v" + version + "'" : "")
              + (random.nextInt(4) == 0 ? ", note = 'w" + version + "'" : ""),
          amount);
    }

    String to(int id) {
      return set + " WHERE id = " + id;
    }
  }

  private void whileLocked(DegradedSite site, int id) throws SQLException {
    log.add("round while " + id + " is locked");
    try (Connection other = site.servers().primaryOther().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM account WHERE id = " + id + " FOR UPDATE");
      site.round();
      other.rollback();
    }
  }

  /** One that leaves the sums alone: those that it changes are for a person. */
  private void release(DegradedSite site) throws SQLException {
    String release = "UPDATE account SET note = note || '.'";
    log.add("release");
    site.migrate(release);
  }

  private static int of(LedgerEntry entry) {
    return Integer.parseInt(entry.key().get(0)) - 1;
  }

  /** What an entry has paid in that is not there. */
  private static long amount(LedgerEntry entry) {
    return balance(entry.ours()) - balance(entry.base());
  }

  private static long balance(Map<String, String> image) {
    return Long.parseLong(image.get("balance"));
  }

  private void decide(Ledger ledger, Random random) throws SQLException {
    List<LedgerEntry> all = ledger.list();
    if (all.isEmpty()) {
      return;
    }
    LedgerEntry entry = all.get(random.nextInt(all.size()));
    boolean ours = random.nextBoolean();
    Take take = ours ? new Take.Ours() : new Take.Theirs();
    Resolution done = ledger.resolve(entry.id(), take);
    if (done instanceof Resolution.Moved) {
      done = ledger.resolve(entry.id(), take);
    }
    log.add(
        "decide %s %s %s %s %s %s: %s"
            .formatted(
                entry.kind(), entry.key(), take, entry.base(), entry.ours(), entry.theirs(), done));
    if (!ours && entry.kind() == LedgerEntry.Kind.HELD) {
      expected[of(entry)] -= amount(entry);
    }
  }
}
