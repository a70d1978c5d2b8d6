package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.mirror.UnfedSequences;
import com.hypermindlabs.understudy.mirror.UnfedSequences.Given;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leads the primary's sequences that no column has past what the fallback's of the same names have
 * given, before the primary is used: a site that began without a primary, or an entity that a
 * release brought in the outage, had no block of them, and another primary may know nothing of the
 * blocks. Whoever draws there next, for the site's next block too, would get keys that rows have.
 * Other than {@link UsedNumbersSql} it goes by the sequences: no row tells. Not thread-safe.
 */
final class LeadSequences {
  /** So many are drawn within a second; others draw no more while one statement is at work. */
  private static final int FAR = 1_000_000;

  private final Map<String, BigDecimal> there = new HashMap<>();

  /**
   * Leads them as far as is needed. While writers wait, asks the primary only where more was given
   * than it was led past before.
   *
   * @param pause whether writers wait
   */
  void run(Session fallback, Session primary, boolean pause) throws SQLException {
    if (!pause) {
      there.clear();
    }
    List<Given> given =
        UnfedSequences.given(fallback.connection()).stream().filter(this::behind).toList();
    fallback.rollback();
    if (given.isEmpty()) {
      return;
    }
    lead(primary, given, Duration.ofMillis(pause ? 50 : 5000));
  }

  private void lead(Session primary, List<Given> given, Duration lock) throws SQLException {
    primary.begin(lock);
    // A session may have numbers put by; and a crash must not take back what was led past.
    primary.later("DISCARD SEQUENCES");
    primary.later("SELECT pg_current_xact_id()");
    try {
      primary.list(
          lead(given) + "; COMMIT", row -> there.put(row.getString(1), row.getBigDecimal(2)));
      primary.rollback();
    } catch (SQLException e) {
      primary.rollback();
      if (!SqlStates.ofData(SqlStates.of(e))) {
        throw e;
      }
      // Somebody else has drawn the last number of one meanwhile; it gives none to anybody.
      for (Given one : given.size() > 1 ? given : List.<Given>of()) {
        lead(primary, List.of(one), lock);
      }
    }
  }

  private boolean behind(Given given) {
    @Nullable BigDecimal known = there.get(given.name());
    int further = known == null ? 0 : BigDecimal.valueOf(given.last()).compareTo(known);
    return known == null || (given.up() ? further > 0 : further < 0);
  }

  /**
   * The numbers are drawn, like anybody draws: a sequence that is set may be set back, for others
   * draw meanwhile. Only where it is too far for that it is set, unless a number that is drawn
   * shows that it is past it; nobody else gets so far meanwhile.
   */
  private static String lead(List<Given> given) {
    String past =
        given.stream()
            .map(one -> "(" + Sql.text(one.name()) + ", " + one.last() + "::numeric)")
            .collect(Collectors.joining(", "));
    String set =
        "(SELECT CASE WHEN (n - w.target) * sign(w.step) >= 0 THEN n"
            + " ELSE setval(w.sequence, w.target::bigint) END"
            + " FROM (SELECT nextval(w.sequence) AS n OFFSET 0) x)";
    String drawn =
        "(SELECT CASE WHEN w.step > 0 THEN max(n) ELSE min(n) END FROM (SELECT"
            + " nextval(w.sequence) AS n FROM generate_series(1, w.steps::bigint)) x)";
    return "SELECT w.name, CASE WHEN w.steps > "
        + FAR
        + " AND has_sequence_privilege(w.sequence::oid, 'UPDATE') THEN "
        + set
        + "::numeric ELSE coalesce("
        + drawn
        + ", w.given) END FROM (SELECT s.*, s.given + s.steps * s.step AS target FROM (SELECT q.*,"
        + " CASE WHEN q.can THEN least(ceil((q.past - q.given) / q.step),"
        + " trunc((q.last - q.given) / q.step)) ELSE 0 END AS steps FROM ("
        + sequences(past)
        + ") q OFFSET 0) s OFFSET 0) w";
  }

  /** What each gave last, or would have given before its first number, and where it ends. */
  private static String sequences(String past) {
    return "SELECT k.name, k.past, k.sequence, p.seqincrement::numeric AS step,"
        + " CASE WHEN p.seqincrement > 0 THEN p.seqmax ELSE p.seqmin END::numeric AS last,"
        + " coalesce(pg_sequence_last_value(p.seqrelid), p.seqstart::numeric - p.seqincrement) AS"
        + " given, NOT p.seqcycle AND k.past BETWEEN p.seqmin AND p.seqmax AS can FROM"
        + " (SELECT v.*, to_regclass(v.name) AS sequence FROM (VALUES "
        + past
        + ") v (name, past) OFFSET 0) k JOIN pg_sequence p ON p.seqrelid = k.sequence WHERE"
        + " has_sequence_privilege(p.seqrelid, 'USAGE')";
  }
}
