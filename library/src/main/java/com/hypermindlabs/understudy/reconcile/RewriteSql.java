package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts the primary's keys where the fallback has others for the same thing: in the key of a row,
 * and in what refers to it. Each place is rewritten once, from what the fallback had there: {@code
 * kw} says so of the key, the bits of {@code ws} and {@code wo} of the foreign keys of ours and
 * base.
 *
 * @param plan of the table
 * @param alias the table of aliases
 * @param site the literal of the site's id
 * @param epoch of the outage
 */
record RewriteSql(TablePlan plan, String alias, String site, long epoch) {
  private static final String OPEN = "l.kind = 'held' AND l.resolved IS NULL";

  private String stage() {
    return new StageSql(plan).stage();
  }

  Origins origins() {
    return new Origins(plan, foreignKeys());
  }

  /** Whether an alias, {@code a}, is one of the table. */
  String aliasIn(TableName table) {
    return "a.site = " + site + " AND a.table_name = " + Sql.text(table.sql());
  }

  private String aliasOf(TableName table) {
    return aliasIn(table) + " AND a.from_key = ";
  }

  /**
   * Positions of the key's columns among the columns, in the key's order; 0 for one that the server
   * computes, which is in no image.
   */
  private List<Integer> keyPositions() {
    return plan.key().stream().map(Column::name).map(plan::position).toList();
  }

  private String keyValue(int i) {
    return "(a.to_key[" + i + "])::" + plan.key().get(i - 1).base();
  }

  /** Whether a row has a base: one of a migration has it before it is known to be there. */
  private static String hasBase() {
    return "(s.o_there OR " + BirthSql.is("s") + ")";
  }

  /** The rows' own keys. */
  String ownKeys() {
    List<String> sets = new ArrayList<>();
    for (int i = 1; i <= plan.keyWidth(); i++) {
      int position = keyPositions().get(i - 1);
      sets.add("k" + i + " = " + keyValue(i));
      if (position > 0) {
        sets.add("o" + position + " = CASE WHEN " + hasBase() + " THEN " + keyValue(i) + " END");
        sets.add("s" + position + " = CASE WHEN s.s_there THEN " + keyValue(i) + " END");
      }
    }
    long inside = 0;
    List<ForeignKey> keys = foreignKeys();
    for (int f = 0; f < keys.size(); f++) {
      if (plan.primary().key().containsAll(keys.get(f).columns())) {
        inside |= 1L << f;
      }
    }
    return "UPDATE "
        + stage()
        + " s SET kw = true, own = a.own, ws = ws | "
        + inside
        + ", wo = wo | "
        + inside
        + ", "
        + String.join(", ", sets)
        + origins().kept("o")
        + origins().kept("s")
        + " FROM "
        + alias
        + " a WHERE NOT s.kw AND "
        + aliasOf(plan.name())
        + "s.f_key";
  }

  /**
   * What an earlier outage bore here, and could not bring there, is born here still, as long as the
   * fallback has it: never merged with another row that has its key there.
   */
  String bornStill(String ledger) {
    return "UPDATE "
        + stage()
        + " s SET o_there = false, t_there = NULL, "
        + plan.each(", ", i -> "o" + i + " = NULL")
        + " WHERE s.o_there AND s.f_key IN ("
        + heldAsBorn(plan, ledger)
        + " AND l.epoch < "
        + epoch
        + ")";
  }

  /**
   * Two rows of here that are one there: the one that has another key here waits for a person, for
   * of two changes of one row the last would be the only one. What was born here under a key that
   * is another row's there is none of them.
   */
  String findTwins() {
    return "UPDATE "
        + stage()
        + " s SET ambiguous = true WHERE s.kw AND NOT s.own AND (s.o_there OR s.s_there) AND EXISTS"
        + " (SELECT FROM "
        + stage()
        + " g WHERE g.r <> s.r AND "
        + plan.sameKey("g", "s")
        + " AND CASE WHEN g.kw THEN NOT g.own AND g.r < s.r ELSE g.o_there END)";
  }

  /**
   * Keys of rows of a table that outages bore here and left held, or a person has turned down, and
   * that the fallback has.
   */
  private String heldAsBorn(TablePlan table, String ledger) {
    return known(table, ledger, StrayLedgerSql.FROM_KEY)
        + " AND l.base IS NULL AND (("
        + OPEN
        + ") OR ("
        + DecidedSql.TURNED_DOWN
        + "))";
  }

  private String turnedDown(TablePlan table, String ledger) {
    return known(table, ledger, StrayLedgerSql.FROM_KEY) + " AND " + DecidedSql.TURNED_DOWN;
  }

  /** The same without those that come again in this round, if it has rows of the table. */
  String heldAsBorn(TablePlan table, String ledger, boolean staged) {
    return heldAsBorn(table, ledger)
        + (staged
            ? " AND NOT EXISTS (SELECT FROM "
                + new StageSql(table).stage()
                + " g WHERE g.f_key = "
                + StrayLedgerSql.FROM_KEY
                + ")"
            : "");
  }

  /**
   * Keys of the primary's rows of this table whose change waits for a person, or for a round since
   * one has decided: each is known to the fallback, where it has other values by now.
   */
  String heldAsChanged(String ledger) {
    return known(plan, ledger, "l.key")
        + " AND l.base IS NOT NULL AND (("
        + OPEN
        + ") OR (l.kind = 'held' AND l.decided))";
  }

  private String known(TablePlan table, String ledger, String key) {
    return "SELECT "
        + key
        + " FROM "
        + ledger
        + " l WHERE l.site = "
        + site
        + " AND l.table_name = "
        + Sql.text(table.table())
        + " AND l.epoch > "
        + table.corrected();
  }

  /** The foreign keys that rewriting follows. */
  List<ForeignKey> foreignKeys() {
    return plan.primary().foreignKeys().stream()
        .filter(key -> key.columns().stream().allMatch(column -> plan.position(column) > 0))
        .limit(60)
        .toList();
  }

  /**
   * What refers to a row with another key there, by one foreign key. It may refer by more than the
   * key: a row has that wherever it is.
   *
   * @param image {@code s} or {@code o}
   * @param target the table referred to
   * @return nothing when the foreign key does not refer to the primary key
   */
  String references(int number, String image, TablePlan target) {
    ForeignKey key = foreignKeys().get(number);
    List<Integer> positions = plan.referring(key, target);
    if (positions.isEmpty()) {
      return "";
    }
    List<String> sets = new ArrayList<>();
    for (int i = 0; i < positions.size(); i++) {
      int position = positions.get(i);
      sets.add(
          image + position + " = (a.to_key[" + (i + 1) + "])::" + plan.column(position).base());
    }
    String flag = "w" + image;
    return "UPDATE "
        + stage()
        + " s SET "
        + flag
        + " = s."
        + flag
        + " | "
        + (1L << number)
        + ", "
        + String.join(", ", sets)
        + origins().kept(image)
        + " FROM "
        + alias
        + " a WHERE "
        + (image.equals("o") ? hasBase() : "s.s_there")
        + " AND (s."
        + flag
        + " & "
        + (1L << number)
        + ") = 0 AND "
        + aliasOf(key.target())
        + origins().at(image, positions)
        + holdsFor(key, image);
  }

  /** Whether a foreign key holds for a row of the stage, {@code s}; begins with AND. */
  private String holdsFor(ForeignKey key, String image) {
    return key.within() == null
        ? ""
        : " AND EXISTS (SELECT FROM (SELECT "
            + plan.each(", ", i -> "s." + image + i + " AS " + plan.column(i).sql())
            + ") x WHERE "
            + key.within()
            + ")";
  }

  /**
   * A key that has a rewritten reference in it is another one now: that is an alias too. Where rows
   * have a natural key, one that it did not find has the key for itself.
   *
   * @param ready whether all that a born row's key hangs on is known, as a condition on {@code s}
   */
  String movedKeys(String ready) {
    String now =
        plan.eachKey(
            ", ",
            k -> {
              int i = keyPositions().get(k - 1);
              return i > 0
                  ? "(CASE WHEN s.s_there THEN s.s" + i + " ELSE s.o" + i + " END)::text"
                  : "s.k" + k + "::text";
            });
    return insert(String.valueOf(!plan.naturalKeys().isEmpty()))
        + "s.f_key, ARRAY["
        + now
        + "] FROM "
        + stage()
        + " s WHERE NOT s.kw AND NOT s.adopted AND (s.ws <> 0 OR s.wo <> 0) AND (s.o_there OR (s.s_there OR "
        + BirthSql.is("s")
        + ") AND "
        + ready
        + ") AND s.f_key <> ARRAY["
        + now
        + "] ON CONFLICT DO NOTHING";
  }

  /**
   * Forgets keys of rows that have not arrived with them: those that hang on other rows, for these
   * may have got other keys, and those that are another row's by now.
   */
  String forgetUnused() {
    String taken =
        plan.key().stream()
            .map(
                c ->
                    "t."
                        + c.sql()
                        + " = (a.to_key["
                        + (plan.key().indexOf(c) + 1)
                        + "])::"
                        + c.type())
            .collect(Collectors.joining(" AND "));
    return "DELETE FROM "
        + alias
        + " a USING "
        + stage()
        + " s WHERE "
        + aliasOf(plan.name())
        + "s.f_key AND s.s_there AND NOT s.o_there AND NOT s.kw"
        + (plan.naturalKeys().isEmpty() && keyRefers() ? " AND a.entry IS NULL" : " AND a.own")
        + (keyRefers()
            ? ""
            : " AND EXISTS (SELECT FROM " + plan.table() + " t WHERE " + taken + ")");
  }

  /**
   * Up to the key here and the key there.
   *
   * @param own whether the row has the key for itself, as a condition
   */
  String insert(String own) {
    return "INSERT INTO "
        + alias
        + " (site, table_name, relation, epoch, own, from_key, to_key) SELECT "
        + site
        + ", "
        + Sql.text(plan.table())
        + ", "
        + plan.primary().oid()
        + ", "
        + epoch
        + ", "
        + own
        + ", ";
  }

  /** Whether rewritten references may change a key. */
  boolean keyRefers() {
    return foreignKeys().stream()
        .anyMatch(key -> key.columns().stream().anyMatch(plan.primary().key()::contains));
  }

  /** The keys that rows get for themselves. */
  DrawnKeySql drawn() {
    return new DrawnKeySql(plan, insert("true"), alias, aliasOf(plan.name()));
  }

  /**
   * What refers to a row that was born here and is held, or skipped because its key has just been
   * taken there, would refer to another one there: it goes with it.
   *
   * @param target the table referred to
   * @param staged whether the round has rows of it
   * @return nothing when the foreign key does not refer to the primary key
   */
  String followReferred(TablePlan target, boolean staged, int number, String ledger) {
    ForeignKey key = foreignKeys().get(number);
    List<Integer> positions = plan.referring(key, target);
    if (positions.isEmpty()) {
      return "";
    }
    String referred = origins().at("s", positions);
    String before = referred + " IN (" + heldAsBorn(target, ledger, staged) + ")";
    String unwritten = "(s.ws & " + (1L << number) + ") = 0";
    String skipped = staged ? bornHere(target, referred, unwritten, "'S'") : "false";
    return "UPDATE "
        + new ClassifySql(plan).act()
        + " a SET act = CASE WHEN "
        + skipped
        + " THEN 'S' ELSE 'H' END, cause = CASE WHEN NOT "
        + skipped
        + " THEN CASE WHEN "
        + unwritten
        + " AND "
        + referred
        + " IN ("
        + turnedDown(target, ledger)
        + ") THEN 'refers to a row that was turned down' ELSE 'refers to a row that is held' END END FROM "
        + stage()
        + " s WHERE s.r = a.r AND a.act IN ('I', 'U', 'N') AND s.s_there"
        + holdsFor(key, "s")
        + " AND ("
        + (staged ? bornHere(target, referred, unwritten, "'H', 'S'") + " OR " : "")
        + "("
        + unwritten
        + " AND "
        + before
        + "))";
  }

  /** By its key of here; by another one only where that is not another row's there. */
  private static String bornHere(TablePlan target, String referred, String unwritten, String acts) {
    String born =
        referred
            + " IN (SELECT h.f_key FROM "
            + new StageSql(target).stage()
            + " h JOIN "
            + new ClassifySql(target).act()
            + " ha ON ha.r = h.r WHERE ha.act IN ("
            + acts
            + ") AND NOT h.o_there";
    return "((" + unwritten + " AND " + born + ")) OR " + born + " AND h.own))";
  }
}
