package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.config.MirrorSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tables are protected, and says of the others why they are not and what would help.
 * A pure function of what the catalogs and the settings say.
 */
public final class Protection {
  private final Map<TableName, TableShape> primary;
  private final boolean primaryKnown;
  private final Partitions primaryPartitions;
  private final Partitions fallbackPartitions;
  private final MirrorSettings settings;
  private final boolean replicaRole;
  private final Circles circles;

  private Protection(
      @Nullable List<TableShape> primary,
      List<TableShape> fallback,
      MirrorSettings settings,
      boolean replicaRole) {
    this.primaryKnown = primary != null;
    this.primary =
        (primary == null ? List.<TableShape>of() : primary)
            .stream().collect(Collectors.toMap(TableShape::name, Function.identity()));
    this.primaryPartitions = new Partitions(primary == null ? List.of() : primary);
    this.fallbackPartitions = new Partitions(fallback);
    this.settings = settings;
    this.replicaRole = replicaRole;
    this.circles = Circles.thatCannotWait(fallback);
  }

  /**
   * Decides for every table of the fallback; partitions go with their roots and are not named.
   *
   * @param primary its tables; null where none is configured, or none has been read yet: what the
   *     fallback says decides alone then
   * @param fallback its tables
   * @param settings what is excluded or local by declaration
   * @param replicaRole whether our role on the fallback may set session_replication_role
   * @return verdicts in the order of the fallback's tables
   */
  public static List<Verdict> decide(
      @Nullable List<TableShape> primary,
      List<TableShape> fallback,
      MirrorSettings settings,
      boolean replicaRole) {
    Protection protection = new Protection(primary, fallback, settings, replicaRole);
    List<Verdict> verdicts =
        fallback.stream().filter(table -> table.parent() == null).map(protection::verdict).toList();
    return protection.mindReferences(verdicts);
  }

  /**
   * The tables of the primary that the fallback does not have, or has as a partition of another
   * one; partitions of the primary are not named.
   */
  public static List<Absence> absences(
      List<TableShape> primary, List<TableShape> fallback, MirrorSettings settings) {
    Map<TableName, TableShape> there =
        fallback.stream().collect(Collectors.toMap(TableShape::name, Function.identity()));
    List<Absence> absences = new ArrayList<>();
    for (TableShape table : primary) {
      @Nullable TableShape here = there.get(table.name());
      if (table.parent() == null && (here == null || here.parent() != null)) {
        absences.add(
            new Absence(table.name(), here == null ? null : here.parent(), meant(table, settings)));
      }
    }
    return absences;
  }

  /** Whether the two servers have the table and do not agree on what it is like. */
  public static boolean drifted(Verdict verdict) {
    @Nullable TableShape there = verdict.primary();
    return there != null && Obstacle.differing(there, verdict.fallback()) != null;
  }

  /** Whether somebody wants a table left out, so that there is nothing to mend. */
  public static boolean leftOut(TableShape table, MirrorSettings settings) {
    return meant(table, settings) != null;
  }

  private Verdict verdict(TableShape table) {
    @Nullable TableShape other = primary.get(table.name());
    if (named(settings.localTables(), table.name())) {
      return new Verdict(
          table.name(),
          State.LOCAL,
          "declared local: what is written on the fallback stays there",
          null,
          other,
          table);
    }
    @Nullable Obstacle obstacle = obstacle(table, other);
    return obstacle == null
        ? new Verdict(table.name(), State.PROTECTED, null, null, other, table)
        : closed(table, other, obstacle);
  }

  private static Verdict closed(TableShape table, @Nullable TableShape other, Obstacle obstacle) {
    return new Verdict(
        table.name(), State.CLOSED, obstacle.reason(), obstacle.remedy(), other, table);
  }

  private @Nullable Obstacle obstacle(TableShape table, @Nullable TableShape other) {
    @Nullable Obstacle meant = meant(table, settings);
    if (meant != null) {
      return meant;
    }
    if (primaryKnown) {
      @Nullable Obstacle there = onPrimary(other);
      if (there != null) {
        return there;
      }
    }
    @Nullable Obstacle here = alone(table, fallbackPartitions, "the fallback");
    if (here != null) {
      return here;
    }
    @Nullable Obstacle differing = other == null ? null : Obstacle.differing(other, table);
    return differing != null ? differing : byRole(table);
  }

  /** What somebody wants so, whatever the tables are like. */
  private static @Nullable Obstacle meant(TableShape table, MirrorSettings settings) {
    if (History.is(table)) {
      return new Obstacle(
          "each server keeps its own record of its migrations", "nothing to do: it is meant so");
    }
    return named(settings.exclude(), table.name())
        ? new Obstacle(
            "excluded by failover.exclude",
            "take it off that list, or name it in failover.local_tables")
        : null;
  }

  private @Nullable Obstacle onPrimary(@Nullable TableShape table) {
    if (table == null) {
      return new Obstacle(
          "the primary has no such table",
          "run the migrations on the primary, or name it in failover.local_tables");
    }
    if (table.parent() != null) {
      return new Obstacle(
          "on the primary it is a partition of " + table.parent(), Obstacle.RUN_MIGRATIONS);
    }
    return alone(table, primaryPartitions, "the primary");
  }

  /** A table of partitions is as good as the worst of them. */
  private static @Nullable Obstacle alone(TableShape table, Partitions partitions, String server) {
    return Stream.concat(Stream.of(table), partitions.of(table).stream())
        .map(one -> Optional.ofNullable(Obstacle.byItself(one, table, server)))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  private @Nullable Obstacle byRole(TableShape table) {
    if (replicaRole) {
      return null;
    }
    return Stream.concat(Stream.of(table), fallbackPartitions.of(table).stream())
        .map(one -> Optional.ofNullable(Obstacle.withoutReplicaRole(one, circles)))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  /**
   * A table that refers to one whose rows are not on the fallback: its own rows are carried, as
   * nothing checks references then; without the replica role it cannot be.
   */
  private List<Verdict> mindReferences(List<Verdict> verdicts) {
    List<Verdict> decided = verdicts;
    boolean again = true;
    while (again) {
      Map<TableName, State> states = new HashMap<>();
      decided.forEach(verdict -> states.put(verdict.name(), verdict.state()));
      List<Verdict> next = decided.stream().map(verdict -> minding(verdict, states)).toList();
      again = !next.equals(decided);
      decided = next;
    }
    return decided;
  }

  private Verdict minding(Verdict verdict, Map<TableName, State> states) {
    if (verdict.state() != State.PROTECTED) {
      return verdict;
    }
    Set<String> missing = new TreeSet<>();
    for (ForeignKey key : verdict.fallback().foreignKeys()) {
      @Nullable State target = states.get(key.target());
      if (target != null && target != State.PROTECTED) {
        missing.add(key.target().toString());
      }
    }
    if (missing.isEmpty()) {
      return verdict;
    }
    String names = String.join(", ", missing);
    String reason = "it refers to " + names + ", which is not protected";
    if (!replicaRole) {
      return closed(
          verdict.fallback(),
          verdict.primary(),
          new Obstacle(reason, "protect " + names + " first"));
    }
    return new Verdict(
        verdict.name(),
        State.PROTECTED,
        reason + ": new rows that need one of its rows are refused on the fallback",
        "protect " + names + " too",
        verdict.primary(),
        verdict.fallback());
  }

  /** Whether a list of the settings names a table: {@code table}, or {@code schema.table}. */
  private static boolean named(List<String> list, TableName table) {
    return list.stream().map(TableName::parse).anyMatch(table::equals);
  }
}
