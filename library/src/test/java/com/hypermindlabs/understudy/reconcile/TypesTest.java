package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every kind go through journal, round, merge and ledger unchanged. */
class TypesTest {
  /** A type and values that other forms than the server's own would change. */
  private static final String[][] VALUES = {
    {"smallint", "-32768"},
    {"integer", "2147483647"},
    {"bigint", "-9223372036854775808"},
    {"numeric", "1.00", "NaN", "123456789012345678901234567890.5000"},
    {"numeric(10,2)", "-0.10"},
    {"real", "-0", "3.4028235e+38", "NaN", "0.1"},
    {"double precision", "-0", "0.1", "Infinity", "1.7976931348623157e+308"},
    {"money", "12.34"},
    {"boolean", "true"},
    {"text", "", " x ", "\\N", "a\tb\nc\\d", "ü€\uD83D\uDE00", "NULL", "{}", "it's"},
    {"character varying(9)", "  "},
    {"character(5)", "ab"},
    {"name", "x"},
    {"\"char\"", "y"},
    {"bytea", "\\\\x00ff5c", ""},
    {"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
    {"date", "4713-01-01 BC", "infinity", "2024-02-29"},
    {"time", "24:00:00", "12:34:56.789012"},
    {"time with time zone", "12:00:00+05:30"},
    {"timestamp", "294276-12-31 23:59:59.999999", "-infinity"},
    {"timestamp with time zone", "2024-03-31 02:30:00.000001+02"},
    {"interval", "-1 mons +3 days -00:00:00.000001", "178000000 years"},
    {"json", "{\"a\":  1, \"a\": 2}"},
    {"jsonb", "{\"a\": 1.00, \"b\": [null]}"},
    {"xml", "<a>b</a>"},
    {"bit(3)", "101"},
    {"bit varying", "", "1"},
    {"inet", "10.0.0.1/8"},
    {"cidr", "10.0.0.0/8"},
    {"macaddr", "08:00:2b:01:02:03"},
    {"point", "(1.5,-0)"},
    {"box", "((1,1),(0,0))"},
    {"path", "[(0,0),(1,1)]"},
    {"polygon", "((0,0),(1,1),(2,0))"},
    {"circle", "<(0,0),1>"},
    {"tsvector", "'a':1A 'b':2"},
    {"tsquery", "'a' & !'b'"},
    {"int4range", "[1,5)", "empty"},
    {"tstzrange", "[2024-01-01 00:00:00+00,)"},
    {"int8multirange", "{[1,3),[5,)}"},
    {"integer[]", "{}", "{NULL,1}", "[0:1]={5,6}", "{{1,2},{3,4}}"},
    {"text[]", "{\"\",NULL,\"a,b\",\"\\\\\"}"},
    {"pg_lsn", "16/B374D848"},
    {"xid8", "12345678901"},
    {"public.mood", "happy"},
    {"public.pair", "(1,\"a b\")"},
    {"public.pair[]", "{\"(1,x)\",\"(,)\"}"},
    {"public.positive", "5"},
  };

  private static final TestServer[] SERVERS = new TestServer[2];

  @BeforeAll
  static void startServers() {
    SERVERS[0] = TestServer.shared();
    SERVERS[1] = TestServer.installed().map(TestServer::start).orElse(SERVERS[0]);
  }

  @AfterAll
  static void stopServers() {
    SERVERS[1].close();
  }

  private static String[] schema() {
    List<String> all = new ArrayList<>();
    all.add("CREATE TYPE mood AS ENUM ('sad', 'happy')");
    all.add("CREATE TYPE pair AS (a int, b text)");
    all.add("CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
    for (int i = 0; i < VALUES.length; i++) {
      all.add(
          "CREATE TABLE t"
              + i
              + " (id int PRIMARY KEY, v "
              + VALUES[i][0]
              + ", w "
              + VALUES[i][0]
              + ", n int)");
      all.add("INSERT INTO t" + i + " SELECT g, NULL, NULL, 0 FROM generate_series(1, 9) g");
    }
    return all.toArray(String[]::new);
  }

  private static String literal(int table, String value) {
    String type = VALUES[table][0];
    return "'" + value.replace("'", "''") + "'::" + type;
  }

  private static String[] changes() {
    List<String> all = new ArrayList<>();
    for (int t = 0; t < VALUES.length; t++) {
      for (int v = 1; v < VALUES[t].length; v++) {
        String value = literal(t, VALUES[t][v]);
        all.add("UPDATE t" + t + " SET v = " + value + " WHERE id = " + v);
        all.add("INSERT INTO t" + t + " VALUES (" + (100 + v) + ", " + value + ", NULL, 1)");
      }
    }
    return all.toArray(String[]::new);
  }

  private static List<String> pinned(TwoServers servers, boolean primary, String query)
      throws SQLException {
    Link link = TwoServers.again(primary ? servers.primary() : servers.fallback());
    try (Connection connection = link.open()) {
      connection.setAutoCommit(false);
      Pins.set(connection, Duration.ofSeconds(5));
      Pins.run(connection, List.of("SET LOCAL search_path TO DEFAULT"));
      return TwoServers.rows(connection, query);
    }
  }

  @ParameterizedTest
  @Tag("thorough")
  @ValueSource(ints = {0, 1})
  void everyValueArrivesUnchanged(int primary) throws SQLException {
    try (DegradedSite site = DegradedSite.on(SERVERS[primary], SERVERS[1 - primary], schema())) {
      site.here(changes());

      site.round();

      assertThat(site.ledger()).isEmpty();
      for (int t = 0; t < VALUES.length; t++) {
        String query = "SELECT * FROM t" + t + " ORDER BY id";
        assertThat(pinned(site.servers(), true, query))
            .as(VALUES[t][0])
            .isEqualTo(pinned(site.servers(), false, query));
      }
    }
  }

  @Test
  void everyValueMergesAndIsShownInTheLedger() throws SQLException {
    try (DegradedSite site = DegradedSite.on(SERVERS[0], SERVERS[0], schema())) {
      site.here(changes());
      for (int t = 0; t < VALUES.length; t++) {
        site.there("UPDATE t" + t + " SET n = 7 WHERE id < 9");
        site.here("UPDATE t" + t + " SET n = 5 WHERE id = 1");
      }
      RoundReport report = site.round();

      assertThat(report.total().overruled()).isEqualTo(VALUES.length);
      for (int t = 0; t < VALUES.length; t++) {
        String query = "SELECT id, v FROM t" + t + " ORDER BY id";
        assertThat(pinned(site.servers(), true, query))
            .as(VALUES[t][0])
            .isEqualTo(pinned(site.servers(), false, query));
        String entry =
            "SELECT ours[2] FROM understudy.ledger WHERE table_name LIKE '%\"t" + t + "\"'";
        assertThat(pinned(site.servers(), true, entry))
            .as("the ledger's %s", VALUES[t][0])
            .isEqualTo(
                pinned(site.servers(), false, "SELECT v::text FROM t" + t + " WHERE id = 1"));
      }
    }
  }
}
