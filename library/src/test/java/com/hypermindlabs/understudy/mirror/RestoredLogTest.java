package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database that was moved with pg_dump brings our schema along, with a log whose transactions the
 * old server had numbered. The tables' numbers in it may be those of others here.
 */
class RestoredLogTest {
  @ParameterizedTest
  @ValueSource(strings = {"recent", "change"})
  void theLogOfAnotherServerIsNotReadAndDoesNotStay(String log) throws SQLException {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, v text)",
            "CREATE TABLE u (id int PRIMARY KEY, v text)")) {
      String logs = site.names.of(log);
      site.servers.onPrimary(
          "INSERT INTO t VALUES (1, 'a')",
          "INSERT INTO u VALUES (1, 'a')",
          "INSERT INTO "
              + logs
              + " SELECT '900000000000'::xid8, 't'::regclass, ARRAY['some text']"
              + " UNION ALL SELECT '900000000001'::xid8, 'u'::regclass, ARRAY['1']");
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      site.servers.onPrimary("UPDATE t SET v = 'b'");
      CycleReport report = site.cycle();
      assertThat(report.stopped()).as("tables that stand still").isEmpty();
      assertSame(site, "t", "u");
      assertThat(site.cycle().state()).isEqualTo(State.IDLE);
      site.servers.onPrimary(
          "UPDATE t SET v = 'c'", "SELECT " + site.names.of("upkeep") + "(1000)");
      assertThat(site.onPrimary("SELECT count(*) FROM " + logs + " WHERE xid >= '900000000000'"))
          .containsExactly("0");
      site.cycle();
      assertSame(site, "t");
    }
  }
}
