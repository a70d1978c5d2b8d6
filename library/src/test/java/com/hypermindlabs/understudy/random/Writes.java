package com.hypermindlabs.understudy.random;

import java.sql.Connection;
import java.sql.SQLException;

/** Makes one transaction's statements; not the commit. */
interface Writes {
  /**
   * Makes them.
   *
   * @param reading what there is, as the transaction sees it
   */
  void run(Connection connection, Reading reading) throws SQLException;
}
