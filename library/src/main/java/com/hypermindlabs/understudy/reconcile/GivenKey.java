package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.mirror.Literals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Another key than its entry's that a person gives a row: where a row was born on both sides under
 * one key, ours may be a row of its own.
 *
 * @param row of the entry
 * @param key by which it is to be known on the primary
 */
record GivenKey(LedgerRow row, List<String> key) {
  GivenKey {
    key = List.copyOf(key);
  }

  /** Nothing where the decision names no key, or the entry's. */
  static Optional<GivenKey> of(Session session, LedgerRow row, Take take) throws SQLException {
    List<String> key = new ArrayList<>(row.entry().key());
    List<String> differs = new ArrayList<>();
    if (take instanceof Take.Values chosen) {
      List<Column> columns = row.shape().keyColumns();
      for (int i = 0; i < columns.size(); i++) {
        @Nullable String value = chosen.values().get(columns.get(i).name());
        if (value != null && !value.equals(key.get(i))) {
          differs.add(
              row.literal(columns.get(i), value)
                  + " <> "
                  + row.literal(columns.get(i), key.get(i)));
          key.set(i, value);
        }
      }
    }
    // Values may be written in more ways than one.
    return session.asked(differs).contains(true)
        ? Optional.of(new GivenKey(row, key))
        : Optional.empty();
  }

  /** Whether it may have one: it was born here, waits, and is known by no other key there yet. */
  boolean possible(Session session, OurNames names) throws SQLException {
    return session
        .asked(
            List.of(
                "EXISTS (SELECT FROM "
                    + names.of("ledger")
                    + " l WHERE l.id = "
                    + row.entry().id()
                    + " AND l.kind = 'held' AND l.base IS NULL AND l.ours IS NOT NULL AND l.key = "
                    + StrayLedgerSql.FROM_KEY
                    + ")"))
        .get(0);
  }

  /** The row as it is to be written, of which nothing is there. What it refers to may be itself. */
  LedgerRow taken() {
    Map<String, @Nullable String> ours = new LinkedHashMap<>();
    if (row.entry().ours() != null) {
      ours.putAll(row.entry().ours());
    }
    for (ForeignKey reference : row.shape().foreignKeys()) {
      List<String> columns = referring(reference);
      if (columns.stream().map(ours::get).toList().equals(row.entry().key())) {
        for (int i = 0; i < columns.size(); i++) {
          ours.put(columns.get(i), key.get(i));
        }
      }
    }
    for (int i = 0; i < key.size(); i++) {
      String column = row.shape().key().get(i);
      if (ours.containsKey(column)) {
        ours.put(column, key.get(i));
      }
    }
    return new LedgerRow(row.shape(), row.entry().under(key, ours), row.policies());
  }

  /** What refers to the table's key, in its order; nothing where that is another one's. */
  private List<String> referring(ForeignKey reference) {
    return reference.target().equals(row.shape().name())
            && reference.targetColumns().containsAll(row.shape().key())
        ? row.shape().key().stream()
            .map(column -> reference.columns().get(reference.targetColumns().indexOf(column)))
            .toList()
        : List.of();
  }

  /** Calls the entry's row by it from now on, as one that came with it. */
  void note(Session session, OurNames names) throws SQLException {
    session.update(
        "UPDATE "
            + names.of("ledger")
            + " l SET from_key = "
            + StrayLedgerSql.FROM_KEY
            + ", key = "
            + Sql.array(key)
            + ", ours = "
            + Objects.requireNonNull(taken().entry().ours()).values().stream()
                .map(Literals::text)
                .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"))
            + " WHERE l.id = ?",
        row.entry().id());
  }
}
