package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What can be done about a failure, by what the server said. */
final class Failures {
  private Failures() {}

  static MirrorException of(String operation, @Nullable TableName table, SQLException e) {
    return new MirrorException(operation, table, e, hint(e.getSQLState()));
  }

  private static String hint(@Nullable String sqlState) {
    String code = sqlState == null ? "" : sqlState;
    if (code.equals("55P03")) {
      return "another session holds a lock, as a schema change does; the next cycle tries again";
    }
    if (code.equals("42501")) {
      return "the role that mirrors has to own the tables; see 'doctor'";
    }
    if (code.equals("53100")) {
      return "a disk is full; the mirror goes on by itself when there is room";
    }
    if (code.startsWith("23") || code.startsWith("42") || code.startsWith("22")) {
      return "the table's schema differs between primary and fallback; run the migrations on both";
    }
    if (code.startsWith("08") || code.startsWith("57")) {
      return "a connection broke; the next cycle tries again";
    }
    return "see the server's log; the next cycle tries again";
  }
}
