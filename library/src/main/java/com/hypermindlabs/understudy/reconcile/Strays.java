package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.mirror.CopyPipe;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends the journals of tables that rounds carry no more. Entries of a partition go to its root's
 * journal; those of a table that one of the servers has no more are held, with all that is known of
 * them; a table that both have, and that something to be mended keeps from being carried, is named.
 * Not thread-safe.
 */
final class Strays {
  private static final Duration LOCK = Duration.ofSeconds(5);

  private final Session fallback;
  private final Session primary;
  private final RoundContext round;
  private final Map<String, Verdict> verdicts = new HashMap<>();

  /** The first that {@link #end} could not end. */
  private @Nullable Verdict stuck;

  /**
   * @param round whose ledger and tables these are
   */
  Strays(Session fallback, Session primary, RoundContext round, List<Verdict> verdicts) {
    this.fallback = fallback;
    this.primary = primary;
    this.round = round;
    verdicts.forEach(verdict -> this.verdicts.put(verdict.name().sql(), verdict));
  }

  /**
   * Ends them all.
   *
   * @return what was held
   */
  RoundReport end() throws SQLException {
    RoundReport report = RoundReport.nothing();
    for (Stray stray : pending()) {
      Optional<TablePlan> root =
          round.known().stream()
              .filter(plan -> stray.root() != null && plan.number() == stray.root())
              .filter(stray::fits)
              .findFirst();
      @Nullable Verdict obstacle = obstacle(stray);
      if (root.isPresent()) {
        adopt(stray, root.get());
      } else if (obstacle == null) {
        report = report.then(hold(stray));
      } else if (stuck == null) {
        stuck = obstacle;
      }
    }
    return report;
  }

  /** Says which tables keep changes that only something to be mended can bring home. */
  void requireNone() {
    @Nullable Verdict verdict = stuck;
    if (verdict != null) {
      throw new ReconcileException(
          "hand over the changes of table " + verdict.name(),
          verdict.reason() == null ? "it is not protected any more" : verdict.reason(),
          verdict.remedy() == null ? "they are kept until it is" : verdict.remedy());
    }
  }

  private List<Stray> pending() throws SQLException {
    fallback.begin(LOCK);
    List<Stray> all =
        fallback.list(
            Stray.QUESTION,
            row ->
                new Stray(
                    row.getInt(1),
                    row.getString(2),
                    Arrays.asList((String[]) row.getArray(3).getArray()),
                    Arrays.asList((String[]) row.getArray(4).getArray()),
                    row.getObject(5, Integer.class),
                    row.getBoolean(6)),
            round.known().stream()
                .map(plan -> String.valueOf(plan.number()))
                .toList()
                .toString()
                .replace('[', '{')
                .replace(']', '}'));
    List<Stray> pending = new ArrayList<>();
    for (Stray stray : all) {
      if (!fallback.list(stray.pending(), row -> 1).isEmpty()) {
        pending.add(stray);
      }
    }
    fallback.rollback();
    return pending;
  }

  /** Why a table that both servers have is not carried; null when nothing will change that. */
  private @Nullable Verdict obstacle(Stray stray) {
    @Nullable Verdict verdict = verdicts.get(stray.name());
    boolean ended =
        verdict == null
            || verdict.primary() == null
            || verdict.state() == Verdict.State.LOCAL
            || !stray.here();
    return ended ? null : verdict;
  }

  private void adopt(Stray stray, TablePlan root) throws SQLException {
    fallback.begin(LOCK);
    fallback.update(stray.adopt(root));
    fallback.update(stray.adoptTouches(root));
    fallback.commit();
  }

  /** After a crash between the two commits it is done again, and the ledger says it once. */
  private RoundReport hold(Stray stray) throws SQLException {
    fallback.begin(LOCK);
    long held = fallback.update(stray.settle());
    List<String> present =
        fallback.list(
            "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = to_regclass(?) AND a.attnum >"
                + " 0 AND NOT a.attisdropped",
            row -> row.getString(1),
            stray.name());
    primary.begin(LOCK);
    primary.run(
        "CREATE TEMP TABLE understudy_stray (key text[], tx text, base text[], ours text[]) ON"
            + " COMMIT DROP");
    new CopyPipe(fallback.connection(), primary.connection())
        .carry(stray.copyOut(present), "COPY pg_temp.understudy_stray FROM STDIN", bytes -> {});
    for (String statement : new StrayLedgerSql(round, stray).enter(reason(stray))) {
      primary.update(statement);
    }
    primary.commit();
    fallback.commit();
    RoundReport.Counts counts = new RoundReport.Counts(held, 0, 0, 0, held, 0, 0, 0);
    return new RoundReport(Map.of(named(stray.name()), counts), 0);
  }

  private String reason(Stray stray) {
    if (!stray.here()) {
      return "the fallback has no such table any more";
    }
    @Nullable Verdict verdict = verdicts.get(stray.name());
    return verdict != null && verdict.state() == Verdict.State.LOCAL
        ? "the table was declared local while its changes waited"
        : "the primary has no such table any more";
  }

  private static TableName named(String sql) {
    String[] parts = sql.substring(1, sql.length() - 1).split("\"\\.\"", 2);
    return new TableName(parts[0].replace("\"\"", "\""), parts[1].replace("\"\"", "\""));
  }
}
