package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Things that are known there under another key than here: those of earlier rounds, those whose
 * natural key meets a row there, those whose key was taken there. Not thread-safe; for one round.
 */
final class KeyTranslation {
  private final Session primary;
  private final RoundContext round;

  KeyTranslation(Session primary, RoundContext round) {
    this.primary = primary;
    this.round = round;
  }

  private long aliases() throws SQLException {
    return primary
        .list(
            "SELECT count(*) FROM " + round.names().of("alias") + " WHERE site = ?",
            row -> row.getLong(1),
            round.site())
        .get(0);
  }

  /** Rewrites keys and references until nothing new is found. */
  void translate() throws SQLException {
    List<TablePlan> natural =
        round.plans().stream().filter(plan -> !plan.naturalKeys().isEmpty()).toList();
    long known = aliases();
    if (known == 0 && natural.isEmpty()) {
      return;
    }
    if (!natural.isEmpty()) {
      primary.run(
          "CREATE TEMP TABLE IF NOT EXISTS understudy_met (n integer, r bigint, key text[]) ON"
              + " COMMIT DROP");
    }
    long before;
    do {
      before = known;
      if (known > 0) {
        rewrite();
      }
      for (TablePlan plan : round.plans()) {
        if (known > 0 && round.rewrite(plan).keyRefers()) {
          primary.update(round.rewrite(plan).movedKeys());
        }
      }
      for (TablePlan plan : natural) {
        primary.update(round.rewrite(plan).meet());
        for (String statement : round.rewrite(plan).adopt()) {
          primary.update(statement);
        }
      }
      known = aliases();
    } while (known > before);
  }

  private void rewrite() throws SQLException {
    for (TablePlan plan : round.plans()) {
      RewriteSql sql = round.rewrite(plan);
      primary.update(sql.ownKeys());
      for (int i = 0; i < sql.foreignKeys().size(); i++) {
        @Nullable TablePlan target = round.plan(sql.foreignKeys().get(i).target());
        if (target != null) {
          for (String image : List.of("s", "o")) {
            String statement = sql.references(i, image, target);
            if (!statement.isEmpty()) {
              primary.update(statement);
            }
          }
        }
      }
    }
  }

  /**
   * Gives rows of ours whose key was taken there another one, where the primary can draw one.
   *
   * @return whether there were any: they have to be translated and classified again
   */
  boolean renameBorn() throws SQLException {
    List<DrawnKeySql> drawing =
        round.plans().stream()
            .map(plan -> round.rewrite(plan).drawn())
            .filter(DrawnKeySql::possible)
            .toList();
    List<Boolean> born = primary.asked(drawing.stream().map(DrawnKeySql::anyBorn).toList());
    long renamed = 0;
    for (int i = 0; i < drawing.size(); i++) {
      if (born.get(i)) {
        List<String> statements = List.of(drawing.get(i).draw(), drawing.get(i).count());
        // Without a right on the sequence, or when it is exhausted, these rows are held.
        renamed += primary.counted(() -> primary.counts(statements).get(1)).orElse(0);
      }
    }
    return renamed > 0;
  }

  /** What was born on both sides and got no key of its own is for a person. */
  void holdBorn() {
    for (TablePlan plan : round.plans()) {
      primary.later("UPDATE " + new ClassifySql(plan).act() + " SET act = 'H' WHERE act = 'B'");
    }
  }

  /**
   * Holds or skips what refers to rows that are held or skipped and were born here; to be repeated
   * while it does.
   */
  boolean spreadToReferrers() throws SQLException {
    String ledger = round.names().of("ledger");
    long moved = 0;
    for (TablePlan plan : round.plans()) {
      RewriteSql sql = round.rewrite(plan);
      for (int i = 0; i < sql.foreignKeys().size(); i++) {
        @Nullable TablePlan target = round.plan(sql.foreignKeys().get(i).target());
        if (target != null) {
          boolean staged = round.plans().contains(target);
          String statement = sql.followReferred(target, staged, i, ledger);
          moved += statement.isEmpty() ? 0 : primary.update(statement);
        }
      }
    }
    return moved > 0;
  }
}
