package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnusualTablesTest {
  @Test
  void aDeletedRowOfATableWithADomainThatIsNeverNullGoes() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE DOMAIN filled AS varchar(9) NOT NULL CHECK (value <> '')",
            "CREATE DOMAIN full_ids AS int[] NOT NULL",
            "CREATE TABLE t (id int PRIMARY KEY, v filled, w full_ids)")) {
      site.servers.onPrimary("INSERT INTO t VALUES (1, 'a', '{1}'), (2, 'b', '{2}')");
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      site.servers.onPrimary("DELETE FROM t WHERE id = 1", "UPDATE t SET v = 'c'");
      assertThat(site.cycle().stopped()).isEmpty();
      assertSame(site, "t");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE UNIQUE INDEX ON p_1 (v)",
        "CREATE UNIQUE INDEX ON p_1 ((v + 1))",
        "ALTER TABLE p_1 ADD EXCLUDE (v WITH =)"
      })
  void valuesThatAreUniqueInAPartitionAloneCanBeSwapped(String unique) throws Exception {
    for (boolean onBoth : new boolean[] {true, false}) {
      try (MirroredSite site =
          MirroredSite.shared(
              "CREATE TABLE p (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
              "CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000)")) {
        if (onBoth) {
          site.servers.onPrimary(unique);
        }
        TwoServers.run(site.servers.fallback(), unique);
        site.decide();
        site.servers.onPrimary("INSERT INTO p VALUES (1, 1), (2, 2)");
        assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
        site.servers.onPrimary(
            "UPDATE p SET v = 99 WHERE id = 1",
            "UPDATE p SET v = 1 WHERE id = 2",
            "UPDATE p SET v = 2 WHERE id = 1");
        assertThat(site.cycle().stopped()).isEmpty();
        assertSame(site, "p");
      }
    }
  }

  @Test
  void aTableWithAComputedKeyIsCarried() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (a text NOT NULL, k text GENERATED ALWAYS AS (upper(a)) STORED PRIMARY"
                + " KEY, v int)",
            "CREATE TABLE u (a int, k int GENERATED ALWAYS AS (a / 10) STORED, b int, v int UNIQUE,"
                + " PRIMARY KEY (b, k))")) {
      site.servers.onPrimary(
          "INSERT INTO t VALUES ('a', DEFAULT, 1), ('b', DEFAULT, 2)",
          "INSERT INTO u VALUES (10, DEFAULT, 1, 1), (20, DEFAULT, 1, 2)");
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      assertSame(site, "t", "u");
      site.servers.onPrimary(
          "INSERT INTO t VALUES ('c', DEFAULT, 3)",
          "UPDATE t SET v = 7 WHERE a = 'a'",
          "DELETE FROM t WHERE a = 'b'",
          "UPDATE u SET v = v + 10, a = a + 100");
      assertThat(site.cycle().stopped()).isEmpty();
      assertSame(site, "t", "u");
      site.servers.onPrimary("TRUNCATE t", "INSERT INTO t VALUES ('A', DEFAULT, 3)");
      assertThat(site.cycle().stopped()).isEmpty();
      assertSame(site, "t", "u");
    }
  }

  @Test
  void aKeyWithBlanksAtItsEndArrivesAsItIs() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared("CREATE TABLE t (k bpchar, l char(3), v int, PRIMARY KEY (k, l))")) {
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      site.servers.onPrimary("INSERT INTO t VALUES ('a  ', 'x', 1), ('b ', 'y', 2)");
      String query = "SELECT octet_length(k), octet_length(l), v FROM t ORDER BY k";
      site.cycle();
      assertThat(site.onFallback(query)).isEqualTo(site.onPrimary(query));
      site.servers.onPrimary("UPDATE t SET k = 'a    ', v = 3 WHERE k = 'a'");
      site.cycle();
      assertThat(site.onFallback(query)).isEqualTo(site.onPrimary(query));
      site.servers.onPrimary("DELETE FROM t WHERE k = 'b'");
      site.cycle();
      assertThat(site.onFallback(query)).isEqualTo(site.onPrimary(query));
    }
  }
}
