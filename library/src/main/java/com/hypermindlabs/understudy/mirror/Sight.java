package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the primary with the catalog that belongs to it.
 *
 * @param view of the snapshot
 * @param tables as they are in it
 */
record Sight(PrimaryView view, CarriedTables tables) {
  /** How often a catalog that keeps changing is looked at again. */
  private static final int LOOKS = 4;

  /**
   * Begins the reading transaction, with locks on all that the catalog names in the snapshot
   * itself: what it names was there before the locks, so nothing of it can be rewritten after the
   * snapshot.
   *
   * @param capture that has to be in place in the snapshot: what is not logged would never arrive
   * @param round that is asked for; null for none
   * @return null when the tables are not what was decided about; the transaction goes on either way
   * @throws MirrorException naming a table that may not be read
   */
  static @Nullable Sight of(
      PrimarySession primary, PrimaryCapture capture, CarriedTables known, @Nullable UUID round)
      throws SQLException {
    CarriedTables tables = known;
    for (int i = 0; i < LOOKS; i++) {
      @Nullable PrimaryView view = begin(primary, tables, round);
      if (view == null) {
        return null;
      }
      if (view.stamp().equals(tables.stamp())) {
        return new Sight(view, tables);
      }
      @Nullable CarriedTables now = tables.now(Catalog.read(primary.connection()), view.stamp());
      if (now == null || !captured(primary, capture, now)) {
        return null;
      }
      if (now.sameAs(tables)) {
        return new Sight(view, now);
      }
      tables = now;
      primary.rollback();
    }
    return null;
  }

  private static boolean captured(
      PrimarySession primary, PrimaryCapture capture, CarriedTables tables) throws SQLException {
    List<TableShape> roots = tables.list().stream().map(MirroredTable::primary).toList();
    return capture.missing(primary.connection(), roots).isEmpty();
  }

  private static @Nullable PrimaryView begin(
      PrimarySession primary, CarriedTables tables, @Nullable UUID round) throws SQLException {
    try {
      return primary.beginReading(tables.list(), round);
    } catch (SQLException e) {
      if ("42P01".equals(e.getSQLState())) {
        primary.rollback();
        return null;
      }
      @Nullable TableName forbidden =
          "42501".equals(e.getSQLState()) ? forbidden(primary, tables) : null;
      if (forbidden != null) {
        throw Failures.of("read", forbidden, e);
      }
      throw e;
    }
  }

  /** Of tables that are locked together the server does not say which one was refused. */
  private static @Nullable TableName forbidden(PrimarySession primary, CarriedTables tables)
      throws SQLException {
    primary.rollback();
    try (PreparedStatement statement =
        primary
            .connection()
            .prepareStatement(
                "SELECT NOT (has_schema_privilege(relnamespace, 'USAGE')"
                    + " AND has_table_privilege(oid, 'SELECT')) FROM pg_class WHERE oid = ?")) {
      for (MirroredTable table : tables.list()) {
        statement.setLong(1, table.primary().oid());
        try (ResultSet row = statement.executeQuery()) {
          if (row.next() && row.getBoolean(1)) {
            return table.name();
          }
        }
      }
    }
    return null;
  }
}
