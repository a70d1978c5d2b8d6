package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which rows that were born here can be compared with those of the primary: a key or natural key
 * that refers to another row says nothing before it is known which one that is there. It is known
 * of rows that the primary had, or has under another key, and of those that it will take as they
 * are. Of a row that is held it never is, so that what hangs under it is not taken for a
 * stranger's. What a migration has made is known by any of its columns.
 *
 * @param plan of the table
 */
record ReadySql(TablePlan plan, RoundContext round) {
  private String stage() {
    return new StageSql(plan).stage();
  }

  private RewriteSql rewrite() {
    return round.rewrite(plan);
  }

  /** Numbers of the foreign keys to rows of rounds that stand in the key or a natural key. */
  private List<Integer> inKeys() {
    List<ForeignKey> keys = rewrite().foreignKeys();
    boolean all = round.hasBirths(plan);
    List<String> columns =
        Stream.concat(
                plan.primary().key().stream(), plan.naturalKeys().stream().flatMap(List::stream))
            .toList();
    return IntStream.range(0, keys.size())
        .filter(i -> all || keys.get(i).columns().stream().anyMatch(columns::contains))
        .filter(i -> !referring(keys.get(i)).isEmpty())
        .boxed()
        .toList();
  }

  private List<Integer> referring(ForeignKey key) {
    @Nullable TablePlan target = round.plan(key.target());
    return target == null ? List.of() : plan.referring(key, target);
  }

  /** Whether rows have to wait for others. */
  boolean needed() {
    return !inKeys().isEmpty();
  }

  /** Whether a row, {@code s}, is ready. */
  String ready(String row) {
    return needed() ? row + ".ready" : "true";
  }

  /** Marks those that are ready now. */
  String mark() {
    return mark("s", "s.s_there");
  }

  /** The same for rows of migrations that were deleted since. */
  String markDeleted() {
    return mark("o", "NOT s.s_there AND " + BirthSql.is("s"));
  }

  private String mark(String image, String which) {
    return "UPDATE "
        + stage()
        + " s SET ready = true WHERE NOT s.ready AND NOT s.o_there AND "
        + which
        + inKeys().stream().map(key -> known(key, image)).collect(Collectors.joining());
  }

  private String known(int number, String image) {
    ForeignKey key = rewrite().foreignKeys().get(number);
    TablePlan target = Objects.requireNonNull(round.plan(key.target()));
    List<Integer> positions = referring(key);
    String referred = rewrite().origins().at(image, positions);
    boolean staged = round.plans().contains(target);
    List<String> unknown = new ArrayList<>();
    unknown.add(
        "SELECT a.from_key FROM "
            + round.names().of("alias")
            + " a WHERE "
            + rewrite().aliasIn(target.name()));
    if (staged) {
      unknown.add(
          "SELECT g.f_key FROM "
              + new StageSql(target).stage()
              + " g WHERE NOT g.o_there AND NOT g.kw AND NOT g.adopted AND NOT "
              + new ReadySql(target, round).surely());
    }
    unknown.add(rewrite().heldAsBorn(target, round.names().of("ledger"), staged));
    return " AND ((s.w"
        + image
        + " & "
        + (1L << number)
        + ") <> 0 OR "
        + positions.stream()
            .map(i -> "s." + image + i + " IS NULL")
            .collect(Collectors.joining(" OR "))
        + " OR "
        + unknown.stream()
            .map(rows -> referred + " NOT IN (" + rows + ")")
            .collect(Collectors.joining(" AND ", "(", ")"))
        + ")";
  }

  /** Whether a born row, {@code g}, is one that the primary has not, and will have by its key. */
  private String surely() {
    return "(NOT g.ambiguous AND g.state IS NULL AND "
        + ready("g")
        + " AND NOT EXISTS (SELECT FROM "
        + plan.table()
        + " t WHERE "
        + plan.keyIs("t", "g")
        + "))";
  }
}
