package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.mirror.Literals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The row of the primary that an entry of the ledger is about.
 *
 * @param shape of its table
 * @param entry the entry
 * @param policies of its columns, as {@link LedgerNotes} has them
 */
record LedgerRow(TableShape shape, LedgerEntry entry, Map<String, Policy> policies) {
  LedgerRow {
    policies = Map.copyOf(policies);
  }

  /** The same, with theirs as it is now. */
  LedgerRow standing(@Nullable Map<String, @Nullable String> now) {
    return new LedgerRow(shape, entry.with(now), policies);
  }

  private List<Column> columns(Map<String, @Nullable String> values) {
    return shape.stored().stream().filter(column -> values.containsKey(column.name())).toList();
  }

  String literal(Column column, @Nullable String value) {
    return Literals.text(value) + "::" + Images.unlimited(column.base());
  }

  /** The condition that finds it. */
  String where() {
    List<Column> key = shape.keyColumns();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      parts.add(key.get(i).sql() + " = " + literal(key.get(i), entry.key().get(i)));
    }
    return " WHERE " + String.join(" AND ", parts);
  }

  /** The columns of the entry's images. */
  private Map<String, @Nullable String> known() {
    for (@Nullable Map<String, @Nullable String> image :
        List.of(orEmpty(entry.ours()), orEmpty(entry.theirs()), orEmpty(entry.base()))) {
      if (!image.isEmpty()) {
        return image;
      }
    }
    return Map.of();
  }

  private static Map<String, @Nullable String> orEmpty(
      @Nullable Map<String, @Nullable String> image) {
    return image == null ? Map.of() : image;
  }

  /** What the primary has now, in the entry's columns; locked until the transaction ends. */
  @Nullable Map<String, @Nullable String> now(Session session) throws SQLException {
    List<String> names = List.copyOf(known().keySet());
    String values =
        names.stream()
            .map(name -> shape.column(name).map(c -> c.sql() + "::text").orElse("NULL"))
            .collect(Collectors.joining(", "));
    List<Map<String, @Nullable String>> found =
        session.list(
            "SELECT " + values + " FROM " + shape.name().sql() + where() + " FOR UPDATE",
            row -> {
              Map<String, @Nullable String> image = new LinkedHashMap<>();
              for (int i = 0; i < names.size(); i++) {
                image.put(names.get(i), row.getString(i + 1));
              }
              return image;
            });
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * Shows the present row from now on. What a policy has overruled stays on record as it was: it
   * may be there only.
   */
  void noteMoved(Session session, OurNames names, @Nullable Map<String, @Nullable String> now)
      throws SQLException {
    String moved =
        entry.kind() == LedgerEntry.Kind.OVERRULED
            ? "left_as = " + array(now, "'{}'")
            : "theirs = " + array(now, "NULL");
    session.update("UPDATE " + names.of("ledger") + " SET " + moved + " WHERE id = ?", entry.id());
  }

  /**
   * Ends the entry, with the row as it was and as it is now: what the fallback does to it next is
   * compared with that. A policy's decision that is let stand is known to it. Decisions for one row
   * come one after the other, for each has the row locked.
   */
  void noteDecided(Session session, OurNames names, Take take) throws SQLException {
    session.update(
        "UPDATE "
            + names.of("ledger")
            + " SET resolved = clock_timestamp(), resolution = ?, table_name = ?, decided = ?,"
            + " decision = (SELECT coalesce(max(d.decision), 0) + 1 FROM "
            + names.of("ledger")
            + " d WHERE d.decided), found_as = "
            + found(take)
            + ", left_as = "
            + array(now(session), "'{}'")
            + " WHERE id = ?",
        take.getClass().getSimpleName().toLowerCase(Locale.ROOT),
        shape.name().sql(),
        !(entry.kind() == LedgerEntry.Kind.OVERRULED && take instanceof Take.Theirs),
        entry.id());
  }

  /** What a decision has found: what a person gives nobody on the fallback has seen either. */
  private String found(Take take) {
    @Nullable Map<String, @Nullable String> theirs = entry.theirs();
    if (!(take instanceof Take.Values chosen)) {
      return array(theirs, "'{}'");
    }
    Map<String, @Nullable String> found = new LinkedHashMap<>(orEmpty(theirs));
    found.replaceAll((name, value) -> chosen.values().getOrDefault(name, value));
    return array(theirs == null ? null : found, "NULL");
  }

  private static String array(@Nullable Map<String, @Nullable String> row, String none) {
    return row == null
        ? none
        : row.values().stream()
            .map(Literals::text)
            .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  /** Whether a decision takes the row away. */
  boolean deletes(Take take) {
    return take instanceof Take.Ours && entry.ours() == null;
  }

  /**
   * What a decision writes into the row. Of ours that is what was changed since both sides had the
   * same: in the others the primary may have changes that ours is not in conflict with. Nor what
   * the primary derives, nor a sum that a round has added up already.
   */
  Map<String, @Nullable String> written(Take take) {
    Map<String, @Nullable String> all = new LinkedHashMap<>();
    @Nullable Map<String, @Nullable String> base = entry.base();
    if (take instanceof Take.Values chosen) {
      all.putAll(entry.theirs() == null ? given() : Map.of());
      all.putAll(chosen.values());
    } else if (take instanceof Take.Ours) {
      all.putAll(given());
      if (entry.theirs() != null && base != null) {
        all.entrySet().removeIf(one -> Objects.equals(one.getValue(), base.get(one.getKey())));
        if (entry.kind() == LedgerEntry.Kind.OVERRULED) {
          all.keySet().removeIf(this::addsUp);
        }
      }
    }
    return all;
  }

  /** Ours, without what the primary derives. */
  private Map<String, @Nullable String> given() {
    Map<String, @Nullable String> given = new LinkedHashMap<>(orEmpty(entry.ours()));
    given
        .keySet()
        .removeIf(name -> policies.get(name) == Policy.DERIVED && !shape.key().contains(name));
    return given;
  }

  /**
   * Whether both changes of a column are added up: there is a base and none of the three is NULL.
   */
  private boolean addsUp(String column) {
    return policies.get(column) == Policy.DELTA
        && orEmpty(entry.base()).get(column) != null
        && orEmpty(entry.ours()).get(column) != null
        && orEmpty(entry.theirs()).get(column) != null;
  }

  /** Of values that are to be written, the columns in which theirs has others. */
  Set<String> changed(Map<String, @Nullable String> values) {
    @Nullable Map<String, @Nullable String> theirs = entry.theirs();
    return theirs == null
        ? Set.of()
        : values.keySet().stream()
            .filter(name -> !Objects.equals(values.get(name), theirs.get(name)))
            .collect(Collectors.toSet());
  }

  /** Columns that a decision names and the table does not have, or not to be written. */
  List<String> missing(Take take) {
    Map<String, @Nullable String> named =
        take instanceof Take.Values chosen ? chosen.values() : written(take);
    Set<String> present = shape.stored().stream().map(Column::name).collect(Collectors.toSet());
    return named.keySet().stream().filter(name -> !present.contains(name)).toList();
  }

  /** Whether a foreign key holds for the row of ours: a partition may have it by itself. */
  boolean within(Session session, ForeignKey key) throws SQLException {
    Map<String, @Nullable String> ours = orEmpty(entry.ours());
    return key.within() == null
        || !session
            .list(
                columns(ours).stream()
                    .map(column -> literal(column, ours.get(column.name())) + " AS " + column.sql())
                    .collect(
                        Collectors.joining(
                            ", ", "SELECT FROM (SELECT ", ") x WHERE " + key.within())),
                found -> 1)
            .isEmpty();
  }

  /** Writes what is taken over what the entry shows. */
  void write(Session session, Take take, Map<String, @Nullable String> row) throws SQLException {
    if (deletes(take)) {
      session.update("DELETE FROM " + shape.name().sql() + where());
    } else if (!row.isEmpty() && entry.theirs() == null) {
      insert(session, row);
    } else {
      update(session, take, row);
    }
  }

  private void insert(Session session, Map<String, @Nullable String> row) throws SQLException {
    List<Column> columns = columns(row);
    session.update(
        "INSERT INTO "
            + shape.name().sql()
            + columns.stream().map(Column::sql).collect(Collectors.joining(", ", " (", ")"))
            + " OVERRIDING SYSTEM VALUE VALUES "
            + columns.stream()
                .map(column -> literal(column, row.get(column.name())))
                .collect(Collectors.joining(", ", "(", ")")));
  }

  private void update(Session session, Take take, Map<String, @Nullable String> row)
      throws SQLException {
    List<Column> columns =
        columns(row).stream().filter(c -> c.identity() != Column.Identity.ALWAYS).toList();
    if (!columns.isEmpty()) {
      session.update(
          "UPDATE "
              + shape.name().sql()
              + " SET "
              + columns.stream()
                  .map(column -> column.sql() + " = " + value(column, take, row))
                  .collect(Collectors.joining(", "))
              + where());
    }
  }

  /** Of ours, a sum is what theirs is now and what was added here. */
  private String value(Column column, Take take, Map<String, @Nullable String> row) {
    String name = column.name();
    String value = literal(column, row.get(name));
    if (!(take instanceof Take.Ours) || !addsUp(name)) {
      return value;
    }
    // Wide enough for what is not the result yet.
    String cast = column.integer() ? "::numeric" : "";
    return column.sql()
        + cast
        + " + ("
        + value
        + cast
        + " - "
        + literal(column, orEmpty(entry.base()).get(name))
        + ")";
  }
}
