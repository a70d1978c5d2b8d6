package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are the same though the bytes are not: the mirror has carried their text. */
class ImagesTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anArrayWithALeftOverBitmapIsNobodysChange(boolean delete) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .beginMirroredAfter(
                new String[] {"CREATE TABLE t (id int PRIMARY KEY, a int[], b text)"},
                "INSERT INTO t VALUES (1, '{NULL,2}', 'b')",
                "UPDATE t SET a[1] = 5")) {
      assertThat(site.rowsHere("SELECT * FROM t")).containsExactly("1|{5,2}|b");
      site.here(delete ? "DELETE FROM t" : "UPDATE t SET a = '{6,2}'");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT a FROM t"))
          .isEqualTo(delete ? List.of() : List.of("{6,2}"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCompositeWithALaterAttributeIsNobodysChange(boolean delete) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .beginMirroredAfter(
                new String[] {
                  "CREATE TYPE address AS (street text, town text)",
                  "CREATE TABLE t (id int PRIMARY KEY, a address, b text)"
                },
                "INSERT INTO t VALUES (1, ROW('s', 't'), 'b')",
                "ALTER TYPE address ADD ATTRIBUTE zip text")) {
      site.here(delete ? "DELETE FROM t" : "UPDATE t SET a = ROW('s', 'other', NULL)");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT a FROM t"))
          .isEqualTo(delete ? List.of() : List.of("(s,other,)"));
    }
  }
}
