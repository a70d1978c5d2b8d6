package com.hypermindlabs.understudy.docs;

import com.hypermindlabs.understudy.Understudy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The README's examples of writing through a change of route. */
final class Writing {
  private Writing() {}

  // example: states
  /** Keeps a note under a key of the caller's, so that keeping it twice does no harm. */
  static String keep(DataSource dataSource, int id, String text) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO note VALUES (?, ?) ON CONFLICT DO NOTHING")) {
      insert.setInt(1, id);
      insert.setString(2, text);
      insert.executeUpdate();
      return "kept";
    } catch (SQLException e) {
      return switch (String.valueOf(e.getSQLState())) {
        case "08001" -> "not sent: no server can be reached now";
        case "08006" -> "rolled back: the connection broke before the commit";
        case "08007" -> "kept or not: the connection broke during the commit";
        case "25006" -> "refused: this server takes no writes now";
        default -> throw e;
      };
    }
  }

  // example end

  // example: transaction
  /** Moves the text of one note to another; answers how many notes there are. */
  static long move(Understudy understudy, int from, int to) throws SQLException {
    return understudy.transaction(
        connection -> {
          try (PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE note SET text = (SELECT text FROM note WHERE id = ?) WHERE id = ?");
              PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM note WHERE id = ?");
              Statement count = connection.createStatement()) {
            update.setInt(1, from);
            update.setInt(2, to);
            update.executeUpdate();
            delete.setInt(1, from);
            delete.executeUpdate();
            try (ResultSet row = count.executeQuery("SELECT count(*) FROM note")) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }
  // example end
}
