package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.Verdict.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of a fallback as they are, beside what is remembered of them and what is wanted. */
final class JournalPlan {
  private static final String IMAGES = Scripts.read(JournalPlan.class, "journal-images.sql");
  private static final String UNKNOWN = "it is not protected";

  private final Map<TableName, TableShape> shapes = new TreeMap<>();

  /** By root, it and its partitions. */
  private final Map<TableName, List<Long>> members = new HashMap<>();

  private final Map<TableName, Verdict> verdicts;
  private final Map<Long, Map<Integer, String>> types = new HashMap<>();
  private final Map<String, Covered> covered = new TreeMap<>();
  private final StandingTriggers standing;
  private final ReplicaTriggers replica;
  private final RowSecurity security;
  private final long owner;

  private JournalPlan(
      Map<TableName, Verdict> verdicts,
      StandingTriggers standing,
      ReplicaTriggers replica,
      RowSecurity security,
      long owner) {
    this.verdicts = verdicts;
    this.security = security;
    this.standing = standing;
    this.replica = replica;
    this.owner = owner;
  }

  /** Reads it, and gives a number to each table that has none. */
  static JournalPlan read(Connection connection, List<Verdict> verdicts) throws SQLException {
    List<TableShape> shapes = Catalog.read(connection).stream().filter(TableShape::owned).toList();
    JournalPlan plan =
        new JournalPlan(
            verdicts.stream().collect(Collectors.toMap(Verdict::name, verdict -> verdict)),
            StandingTriggers.read(connection, shapes),
            ReplicaTriggers.read(connection, shapes),
            RowSecurity.read(connection, shapes),
            owner(connection));
    shapes.forEach(shape -> plan.shapes.put(shape.name(), shape));
    shapes.stream()
        .sorted(Comparator.comparing(TableShape::oid))
        .forEach(
            shape ->
                plan.members
                    .computeIfAbsent(plan.root(shape).name(), root -> new ArrayList<>())
                    .add(shape.oid()));
    plan.readTypes(connection);
    plan.number(connection);
    Covered.read(connection).forEach(one -> plan.covered.put(one.name(), one));
    return plan;
  }

  /** Every table, roots before their partitions. */
  List<TableShape> tables() {
    return shapes.values().stream()
        .sorted(Comparator.comparing(shape -> !root(shape).equals(shape)))
        .toList();
  }

  StandingTriggers standing() {
    return standing;
  }

  ReplicaTriggers replica() {
    return replica;
  }

  RowSecurity security() {
    return security;
  }

  /** The table itself, or the root of the partitions that it belongs to. */
  TableShape root(TableShape table) {
    TableShape at = table;
    while (at.parent() != null) {
      TableShape parent = shapes.get(at.parent());
      if (parent == null) {
        return at;
      }
      at = parent;
    }
    return at;
  }

  /** What is done with a table or its root; null when that was not decided. */
  @Nullable Verdict verdict(TableShape table) {
    return verdicts.get(root(table).name());
  }

  State state(TableShape table) {
    Verdict verdict = verdict(table);
    return verdict == null ? State.CLOSED : verdict.state();
  }

  /** Why a table is closed; null when it is not. */
  @Nullable String reason(TableShape table) {
    if (state(table) != State.CLOSED) {
      return null;
    }
    Verdict verdict = verdict(table);
    return verdict == null
        ? Journal.NOT_SEEN
        : Objects.requireNonNullElse(verdict.reason(), UNKNOWN);
  }

  Covered covered(TableShape table) {
    return Objects.requireNonNull(covered.get(table.name().sql()), "numbered in read");
  }

  /** What is remembered, and is no table any more, or a partition of another one. */
  List<Covered> gone() {
    Set<String> roots =
        shapes.values().stream()
            .filter(shape -> root(shape).equals(shape))
            .map(shape -> shape.name().sql())
            .collect(Collectors.toSet());
    return covered.values().stream().filter(one -> !roots.contains(one.name())).toList();
  }

  /** The oids of a root and its partitions. */
  List<Long> members(TableShape root) {
    return members.getOrDefault(root.name(), List.of());
  }

  /** What was a partition of a root and is none any more: what is its root now, itself mostly. */
  List<TableShape> detached(TableShape root) {
    return shapes.values().stream()
        .filter(shape -> covered(root).leaves().contains(shape.oid()))
        .filter(shape -> !root(shape).equals(root))
        .toList();
  }

  /** How the journal of a root or plain table is made. */
  JournalText text(TableShape root, boolean hold) {
    Map<Integer, String> typesOf = types.getOrDefault(root.oid(), Map.of());
    return new JournalText(
        covered(root).n(),
        root,
        types(root.stored(), typesOf),
        types(root.keyColumns(), typesOf),
        hold,
        owner,
        members(root));
  }

  private static List<String> types(List<Column> columns, Map<Integer, String> typesOf) {
    return columns.stream()
        .map(column -> Objects.requireNonNull(typesOf.get(column.number()), column.name()))
        .toList();
  }

  private void readTypes(Connection connection) throws SQLException {
    Long[] oids = shapes.values().stream().map(TableShape::oid).toArray(Long[]::new);
    try (PreparedStatement statement = connection.prepareStatement(IMAGES)) {
      statement.setArray(1, connection.createArrayOf("oid", oids));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          types
              .computeIfAbsent(row.getLong("relation"), oid -> new HashMap<>())
              .put(row.getInt("number"), row.getString("type"));
        }
      }
    }
  }

  /** A table that was renamed keeps its number, and so its journal, whoever has its name now. */
  private void number(Connection connection) throws SQLException {
    List<TableShape> roots =
        shapes.values().stream().filter(shape -> root(shape).equals(shape)).toList();
    String[] names = roots.stream().map(shape -> shape.name().sql()).toArray(String[]::new);
    Long[] oids = roots.stream().map(TableShape::oid).toArray(Long[]::new);
    String[] states =
        roots.stream()
            .map(shape -> state(shape).name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new);
    String[] reasons = roots.stream().map(this::reason).toArray(String[]::new);
    try (PreparedStatement statement =
        connection.prepareStatement(Scripts.read(JournalPlan.class, "journal-shift.sql"))) {
      statement.setArray(1, connection.createArrayOf("text", names));
      statement.setArray(2, connection.createArrayOf("oid", oids));
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(Scripts.read(JournalPlan.class, "journal-number.sql"))) {
      statement.setArray(1, connection.createArrayOf("text", names));
      statement.setArray(2, connection.createArrayOf("oid", oids));
      statement.setArray(3, connection.createArrayOf("text", states));
      statement.setArray(4, connection.createArrayOf("text", reasons));
      statement.setString(5, Journal.NOT_SEEN);
      statement.execute();
    }
  }

  private static long owner(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT oid::bigint FROM pg_roles WHERE rolname = current_user");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
