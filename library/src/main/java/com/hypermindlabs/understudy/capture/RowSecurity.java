package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.Verdict.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Row level security on the fallback, as the application meets it there: it owns the tables on the
 * primary, mostly, where policies do not bind an owner, and does not on a cluster of ours. Where
 * they do not bind it there, a policy of ours lets it past the others here.
 */
final class RowSecurity {
  private static final String READ = Scripts.read(RowSecurity.class, "row-security.sql");
  private static final String POLICY = "understudy_unbound";

  private final Map<Long, Standing> byTable = new HashMap<>();

  private RowSecurity() {}

  /**
   * How a table stands whose row security is on.
   *
   * @param forced whether it would bind an owner, too
   * @param unbound whether there is a policy of ours
   * @param restricted whether there is a policy that no other one opens
   * @param roles the application's, quoted
   */
  private record Standing(boolean forced, boolean unbound, boolean restricted, String roles) {}

  static RowSecurity read(Connection connection, List<TableShape> tables) throws SQLException {
    RowSecurity security = new RowSecurity();
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setArray(1, Catalog.oids(connection, tables));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String[] names = (String[]) row.getArray("names").getArray();
          security.byTable.put(
              row.getLong("relation"),
              new Standing(
                  row.getBoolean("forced"),
                  row.getBoolean("unbound"),
                  row.getBoolean("restricted"),
                  Stream.of(names).map(TableName::quoted).collect(Collectors.joining(", "))));
        }
      }
    }
    return security;
  }

  /**
   * Why the application would see less of a protected table than on the primary, whatever we do;
   * null when it would not.
   *
   * @param table it, or one of its partitions
   */
  @Nullable String obstacle(@Nullable Verdict verdict, TableShape table) {
    @Nullable Standing standing = byTable.get(table.oid());
    boolean hidden =
        standing != null
            && standing.restricted()
            && verdict != null
            && verdict.state() == State.PROTECTED
            && past(verdict, standing);
    return hidden
        ? "a restrictive policy on the fallback hides rows of it from the application, which"
            + " policies do not bind on the primary"
        : null;
  }

  /** What is to be run for a table or partition; null when it stands as it should. */
  @Nullable String statement(@Nullable Verdict verdict, TableShape table) {
    @Nullable Standing standing = byTable.get(table.oid());
    if (standing == null || verdict == null) {
      return null;
    }
    String on = POLICY + " ON " + table.name().sql();
    if (bound(verdict)) {
      return standing.unbound() ? "DROP POLICY " + on : null;
    }
    return past(verdict, standing) && !standing.unbound()
        ? "CREATE POLICY " + on + " TO " + standing.roles() + " USING (true) WITH CHECK (true)"
        : null;
  }

  private static boolean bound(Verdict verdict) {
    TableShape primary = verdict.primary();
    return primary != null && primary.bound();
  }

  /**
   * Whether the application gets past the policies. As long as the primary has not been seen, what
   * an owner would meet there decides; of a local table nothing is decided then.
   */
  private static boolean past(Verdict verdict, Standing standing) {
    if (verdict.primary() == null) {
      return verdict.state() == State.PROTECTED && !standing.forced();
    }
    return verdict.state() != State.CLOSED && !bound(verdict);
  }
}
