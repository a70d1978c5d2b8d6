package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Scripts;
import com.hypermindlabs.understudy.capture.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The materialized views of the fallback. What is in them comes by no change log: here they are
 * computed from the tables that the fallback has. Stateless.
 */
public final class MaterializedViews {
  private static final String LIST =
      Scripts.read(MaterializedViews.class, "materialized-views.sql");

  /** The right to refresh without owning came with this version. */
  private static final int MAINTAIN = 17;

  private static final String PATIENCE = "SET statement_timeout = '30min'; SET lock_timeout = '5s'";

  private MaterializedViews() {}

  private record View(String name, boolean beside, boolean grant) {}

  /**
   * Computes each of them anew, those first that others may read; readers wait only for those
   * without a unique index. Where the server can say so, the application may refresh them itself
   * from then on, as it may on the primary.
   *
   * @param fallback as the owner of the tables, in auto-commit mode; its time limits are changed
   * @param application the role of the application
   * @return why one could not be refreshed, by its name
   * @throws SQLException when the connection is of no use
   */
  public static Map<String, String> refresh(Connection fallback, String application)
      throws SQLException {
    Map<String, String> failed = new TreeMap<>();
    try (Statement statement = fallback.createStatement()) {
      statement.execute(PATIENCE);
      for (View view : list(fallback, application)) {
        try {
          statement.execute(
              "REFRESH MATERIALIZED VIEW " + (view.beside() ? "CONCURRENTLY " : "") + view.name());
          if (view.grant()) {
            statement.execute(
                "GRANT MAINTAIN ON " + view.name() + " TO " + TableName.quoted(application));
          }
        } catch (SQLException e) {
          if (!fallback.isValid(1)) {
            throw e;
          }
          failed.put(view.name(), e.getMessage());
        }
      }
    }
    return failed;
  }

  private static List<View> list(Connection fallback, String application) throws SQLException {
    boolean mayGrant = fallback.getMetaData().getDatabaseMajorVersion() >= MAINTAIN;
    List<View> views = new ArrayList<>();
    try (PreparedStatement statement = fallback.prepareStatement(LIST)) {
      statement.setString(1, application);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          views.add(new View(row.getString(1), row.getBoolean(2), mayGrant && row.getBoolean(3)));
        }
      }
    }
    return views;
  }
}
