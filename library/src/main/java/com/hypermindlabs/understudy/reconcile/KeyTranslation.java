package com.hypermindlabs.understudy.reconcile;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Things that are known there under another key than here: those of earlier rounds, those whose
 * natural key meets a row there, those whose key was taken there. Not thread-safe; for one round.
 */
final class KeyTranslation {
  private final Session primary;
  private final RoundContext round;
  private final Fallback fallback;
  private final Map<TablePlan, Set<SameThing>> apart = new HashMap<>();
  private final Map<TablePlan, List<String>> alike = new HashMap<>();
  private @Nullable Map<TablePlan, BirthSql> births;

  KeyTranslation(Session primary, RoundContext round, Fallback fallback) {
    this.primary = primary;
    this.round = round;
    this.fallback = fallback;
  }

  /** Answers for the fallback. */
  interface Fallback {
    /** Those of which it has both rows. */
    List<SameThing> both(TablePlan plan, List<SameThing> met) throws SQLException;

    /**
     * Keys of rows that it has had all along and that look like one that a migration has inserted,
     * in the columns at these positions; each as the text of an array of texts.
     */
    List<String> alike(TablePlan plan, List<Integer> columns) throws SQLException;
  }

  /**
   * What the primary knows of the site's keys.
   *
   * @param any whether there is an alias
   * @param decided whether a person has brought rows there
   */
  private record Aliases(boolean any, boolean decided) {}

  private Aliases aliases() throws SQLException {
    return primary
        .list(
            "SELECT count(*), count(entry) FROM " + round.names().of("alias") + " WHERE site = ?",
            row -> new Aliases(row.getLong(1) > 0, row.getLong(2) > 0),
            round.site())
        .get(0);
  }

  /** Rewrites keys and references until nothing new is found. */
  void translate() throws SQLException {
    Aliases aliases = aliases();
    boolean known = aliases.any();
    List<TablePlan> parentsFirst =
        WriteOrder.of(round.plans(), List.of()).stream().flatMap(List::stream).toList();
    List<BirthSql> births = births(parentsFirst);
    if (!known
        && births.isEmpty()
        && parentsFirst.stream().noneMatch(plan -> naturalKeys(plan).possible())) {
      return;
    }
    births.forEach(sql -> primary.later(sql.begin()));
    if (known) {
      parentsFirst.forEach(plan -> primary.later(round.rewrite(plan).forgetUnused()));
    }
    if (aliases.decided()) {
      for (TablePlan plan : round.plans()) {
        new DecidedSql(plan, round).takeBorn(primary);
      }
    }
    primary.later(NaturalKeySql.TABLE);
    primary.later("SAVEPOINT understudy_named");
    Found found = passes(parentsFirst, known);
    while (found.met() > 0 && findApart(parentsFirst)) {
      primary.rollbackTo("understudy_named");
      found = passes(parentsFirst, known);
    }
    primary.later("RELEASE SAVEPOINT understudy_named");
    if (known || found.aliases() > 0) {
      parentsFirst.forEach(plan -> primary.later(round.rewrite(plan).findTwins()));
    }
    for (BirthSql sql : births) {
      primary.later(sql.found());
      primary.later(sql.notFound());
    }
  }

  private List<BirthSql> births(List<TablePlan> plans) throws SQLException {
    if (births == null) {
      births = findBirths(plans.stream().filter(round::hasBirths).toList());
    }
    return plans.stream().filter(births::containsKey).map(births::get).toList();
  }

  /** Of tables that had such rows in this outage most rounds have none. */
  private Map<TablePlan, BirthSql> findBirths(List<TablePlan> plans) throws SQLException {
    Map<TablePlan, BirthSql> found = new HashMap<>();
    List<String> questions = new ArrayList<>(plans.stream().map(BirthSql::any).toList());
    questions.add(BirthSql.ANY_UNFED);
    List<Boolean> answers = plans.isEmpty() ? List.of() : primary.asked(questions);
    for (int i = 0; i < plans.size(); i++) {
      TablePlan plan = plans.get(i);
      if (answers.get(i)) {
        Set<String> filled =
            Set.copyOf(primary.list(BirthSql.filled(plan), row -> row.getString(1)));
        BirthSql sql = new BirthSql(plan, round, filled, answers.get(plans.size()));
        found.put(plan, sql);
        if (sql.byContent()) {
          alike.put(plan, fallback.alike(plan, sql.compared()));
        }
      }
    }
    return found;
  }

  /**
   * Whether some of what was adopted, or is not clear, are two things: the fallback has both rows,
   * as a member that was deleted softly and one that has registered since under the same name.
   */
  private boolean findApart(List<TablePlan> plans) throws SQLException {
    boolean found = false;
    for (TablePlan plan : plans) {
      if (naturalKeys(plan).possible()) {
        List<SameThing> met =
            primary.list(
                naturalKeys(plan).met(), row -> new SameThing(row.getString(1), row.getString(2)));
        found |= !met.isEmpty() && apart(plan).addAll(fallback.both(plan, met));
      }
    }
    return found;
  }

  private Set<SameThing> apart(TablePlan plan) {
    return apart.computeIfAbsent(plan, any -> new HashSet<>());
  }

  private Found passes(List<TablePlan> parentsFirst, boolean known) throws SQLException {
    Found all = new Found(0, 0, 0);
    Found found;
    boolean forced = births == null || births.isEmpty();
    do {
      found = pass(parentsFirst, known || all.aliases() > 0);
      all = all.plus(found);
      if (found.aliases() + found.ready() == 0 && !forced) {
        forced = true;
        found = new Found(0, force(parentsFirst), 0);
      }
    } while (found.aliases() + found.ready() > 0);
    return all;
  }

  private long force(List<TablePlan> plans) throws SQLException {
    List<String> statements =
        births(plans).stream()
            .filter(sql -> new ReadySql(sql.plan(), round).needed())
            .map(BirthSql::force)
            .toList();
    return statements.isEmpty()
        ? 0
        : primary.counts(statements).stream().mapToLong(Long::longValue).sum();
  }

  /**
   * How many aliases passes have entered, how many rows more can be compared since, and how many
   * are the same thing as a row there, or may be that of several.
   */
  private record Found(long aliases, long ready, long met) {
    Found plus(Found other) {
      return new Found(aliases + other.aliases, ready + other.ready, met + other.met);
    }
  }

  private enum Kind {
    REWRITE,
    READY,
    ALIAS,
    MET
  }

  private record Step(Kind kind, String statement) {}

  /**
   * One pass over all tables in one round trip. Of each table first what is known by now; then its
   * natural keys; and only what they do not find keeps its key, or has it moved by a reference.
   */
  private Found pass(List<TablePlan> parentsFirst, boolean known) throws SQLException {
    List<Step> steps = new ArrayList<>();
    for (TablePlan plan : parentsFirst) {
      ReadySql ready = new ReadySql(plan, round);
      if (known) {
        rewrite(plan).forEach(statement -> steps.add(new Step(Kind.REWRITE, statement)));
      }
      if (ready.needed()) {
        steps.add(new Step(Kind.READY, ready.mark()));
      }
      if (ready.needed() && births != null && births.containsKey(plan)) {
        steps.add(new Step(Kind.READY, ready.markDeleted()));
      }
      if (naturalKeys(plan).possible()) {
        steps.add(new Step(Kind.REWRITE, naturalKeys(plan).meet(apart(plan))));
        steps.add(new Step(Kind.MET, naturalKeys(plan).findUnclear()));
        steps.add(new Step(Kind.ALIAS, naturalKeys(plan).alias()));
        steps.add(new Step(Kind.MET, naturalKeys(plan).adopt()));
      }
      meet(plan).forEach(steps::add);
      if (known && round.rewrite(plan).keyRefers()) {
        steps.add(new Step(Kind.ALIAS, round.rewrite(plan).movedKeys(ready.ready("s"))));
      }
    }
    List<Long> counts = primary.counts(steps.stream().map(Step::statement).toList());
    return new Found(
        sum(steps, counts, Kind.ALIAS),
        sum(steps, counts, Kind.READY),
        sum(steps, counts, Kind.MET));
  }

  private List<Step> meet(TablePlan plan) {
    @Nullable BirthSql sql = births == null ? null : births.get(plan);
    return sql == null
        ? List.of()
        : sql.meet(alike.getOrDefault(plan, List.of())).stream()
            .map(
                statement ->
                    new Step(statement.startsWith("UPDATE") ? Kind.READY : Kind.ALIAS, statement))
            .toList();
  }

  private static long sum(List<Step> steps, List<Long> counts, Kind kind) {
    return IntStream.range(0, steps.size())
        .filter(i -> steps.get(i).kind() == kind)
        .mapToLong(counts::get)
        .sum();
  }

  private NaturalKeySql naturalKeys(TablePlan plan) {
    return new NaturalKeySql(plan, round);
  }

  private List<String> rewrite(TablePlan plan) {
    RewriteSql sql = round.rewrite(plan);
    List<String> statements = new ArrayList<>();
    statements.add(sql.ownKeys());
    for (int i = 0; i < sql.foreignKeys().size(); i++) {
      @Nullable TablePlan target = round.plan(sql.foreignKeys().get(i).target());
      if (target != null) {
        for (String image : List.of("s", "o")) {
          statements.add(sql.references(i, image, target));
        }
      }
    }
    return statements.stream().filter(statement -> !statement.isEmpty()).toList();
  }

  /**
   * Gives rows of ours whose key was taken there another one, where the primary can draw one.
   *
   * @return whether there were any: they have to be translated and classified again
   */
  boolean renameBorn() throws SQLException {
    List<DrawnKeySql> drawing = drawing();
    List<Boolean> born = primary.asked(drawing.stream().map(DrawnKeySql::anyBorn).toList());
    long renamed = 0;
    for (int i = 0; i < drawing.size(); i++) {
      if (born.get(i)) {
        List<String> statements = List.of(drawing.get(i).draw(), drawing.get(i).count());
        // The default that makes them may be a function of the application's. Without a right on
        // the sequence, or when it is exhausted, these rows are held.
        primary.release();
        renamed += primary.counted(() -> primary.counts(statements).get(1)).orElse(0);
        primary.pinAgain();
      }
    }
    return renamed > 0;
  }

  /** Whether what was drawn has been taken since: the round is to be merged from the beginning. */
  boolean anyBorn() throws SQLException {
    return primary.asked(drawing().stream().map(DrawnKeySql::anyBorn).toList()).contains(true);
  }

  private List<DrawnKeySql> drawing() {
    return round.plans().stream()
        .map(plan -> round.rewrite(plan).drawn())
        .filter(DrawnKeySql::possible)
        .toList();
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
