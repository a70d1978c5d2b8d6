package com.hypermindlabs.understudy.reconcile;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Rows that were born here and are the same thing as a row there, by a natural key.
 *
 * @param plan of a table that has some
 */
record NaturalKeySql(TablePlan plan, RoundContext round) {
  /** Which row may be which: of all tables, by their numbers. What is not clear stays in it. */
  static final String TABLE =
      "CREATE TEMP TABLE IF NOT EXISTS understudy_met (n integer, r bigint, key text[], unclear"
          + " boolean NOT NULL DEFAULT false) ON COMMIT DROP";

  private String stage() {
    return new StageSql(plan).stage();
  }

  /** Whether a round carries all columns of one. */
  boolean possible() {
    return !plan.carriedNaturalKeys().isEmpty();
  }

  /**
   * Rows born here that meet a row there with the same natural key, and are not known yet.
   *
   * @param apart those that are two things
   */
  String meet(Collection<SameThing> apart) {
    String matches =
        plan.carriedNaturalKeys().stream()
            .map(columns -> match(columns, apart))
            .collect(Collectors.joining(" UNION "));
    return "INSERT INTO pg_temp.understudy_met (n, r, key) SELECT "
        + plan.number()
        + ", x.r, x.key FROM ("
        + matches
        + ") x";
  }

  /** A row there that is known here by its key is that row, whatever else it has by now. */
  private String match(List<String> columns, Collection<SameThing> apart) {
    String equal =
        columns.stream()
            .map(plan::position)
            .map(i -> "t." + plan.column(i).sql() + " " + equality(i) + " s.s" + i)
            .collect(Collectors.joining(" AND "));
    String key =
        plan.key().stream()
            .map(c -> "t." + c.sql() + "::text")
            .collect(Collectors.joining(", ", "ARRAY[", "]"));
    return "SELECT s.r, "
        + key
        + " AS key FROM "
        + stage()
        + " s JOIN "
        + plan.table()
        + " t ON "
        + equal
        + " WHERE s.s_there AND NOT s.o_there AND s.t_there IS NULL AND NOT s.kw AND NOT s.adopted"
        + " AND NOT s.ambiguous AND NOT "
        + BirthSql.is("s")
        + " AND "
        + new ReadySql(plan, round).ready("s")
        + " AND NOT EXISTS (SELECT FROM "
        + stage()
        + " known WHERE known.o_there AND "
        + plan.keyIs("t", "known")
        + ") AND "
        + key
        + " NOT IN ("
        + round.rewrite(plan).heldAsChanged(round.names().of("ledger"))
        + ") AND NOT EXISTS (SELECT FROM "
        + round.names().of("alias")
        + " a WHERE "
        + round.rewrite(plan).aliasIn(plan.name())
        + " AND a.to_key = "
        + key
        + " AND a.from_key <> s.f_key)"
        + (apart.isEmpty() ? "" : " AND (s.f_key::text, " + key + "::text) NOT IN " + rows(apart));
  }

  private static String rows(Collection<SameThing> all) {
    return all.stream()
        .map(one -> "(" + Sql.text(one.here()) + ", " + Sql.text(one.there()) + ")")
        .collect(Collectors.joining(", ", "(VALUES ", ")"));
  }

  /**
   * What was adopted, and what may be more than one thing, by its keys here and there. Not where
   * the fallback calls another row by the key of there.
   */
  String met() {
    return "SELECT x.here::text, x.there::text FROM (SELECT s.f_key AS here, ARRAY["
        + plan.eachKey(", ", i -> "s.k" + i + "::text")
        + "] AS there FROM "
        + stage()
        + " s WHERE s.adopted UNION SELECT s.f_key, m.key FROM pg_temp.understudy_met m JOIN "
        + stage()
        + " s ON s.r = m.r WHERE m.unclear AND m.n = "
        + plan.number()
        + ") x WHERE NOT EXISTS (SELECT FROM "
        + round.names().of("alias")
        + " a WHERE "
        + round.rewrite(plan).aliasIn(plan.name())
        + " AND a.from_key = x.there AND a.to_key <> a.from_key)";
  }

  private String equality(int position) {
    return Objects.requireNonNull(plan.column(position).equality(), "asked in Policies");
  }

  /** Anything but one row there for one row here is for a person. */
  String findUnclear() {
    return "WITH unclear AS (UPDATE pg_temp.understudy_met m SET unclear = true WHERE "
        + open("m")
        + " AND m.r NOT IN (SELECT c.r FROM "
        + clear()
        + " c) RETURNING m.r) UPDATE "
        + stage()
        + " s SET ambiguous = true WHERE s.r IN (SELECT u.r FROM unclear u)";
  }

  /** One row there for one row here is the same thing. */
  String alias() {
    return round.rewrite(plan).insert("false")
        + "s.f_key, c.key FROM "
        + clear()
        + " c JOIN "
        + stage()
        + " s ON s.r = c.r WHERE s.f_key <> c.key ON CONFLICT DO NOTHING";
  }

  /** Takes it for that, and forgets who met whom. */
  String adopt() {
    return "WITH gone AS (DELETE FROM pg_temp.understudy_met m WHERE "
        + open("m")
        + ") UPDATE "
        + stage()
        + " s SET adopted = true FROM "
        + clear()
        + " c WHERE c.r = s.r";
  }

  private String clear() {
    return "(SELECT m.r, min(m.key) AS key FROM pg_temp.understudy_met m WHERE "
        + open("m")
        + " AND NOT EXISTS (SELECT FROM pg_temp.understudy_met other WHERE "
        + open("other")
        + " AND ((other.key = m.key AND other.r <> m.r) OR (other.r = m.r AND other.key <>"
        + " m.key))) GROUP BY m.r)";
  }

  private String open(String met) {
    return met + ".n = " + plan.number() + " AND NOT " + met + ".unclear";
  }
}
