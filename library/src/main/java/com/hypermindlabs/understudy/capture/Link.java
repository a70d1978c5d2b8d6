package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to one server as the role that owns the tables. Thread-safe. */
@FunctionalInterface
public interface Link {
  /**
   * A new connection, with auto-commit on; the caller closes it.
   *
   * @throws SQLException what the driver says
   */
  Connection open() throws SQLException;
}
