package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The primary behind pgbouncer in transaction mode, which lends one connection to all in turn. */
@Tag("slow")
class BehindPoolerTest {
  private static final String PID = "SELECT pg_backend_pid()";

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void captureAndRegisterWorkAndLeaveNothingBehindInItsSession(TestServer server) throws Exception {
    Pgbouncer.assumeInstalled();
    try (TwoServers servers = TwoServers.on(server, TestServer.shared());
        Pgbouncer pooler = Pgbouncer.before(servers.primaryOwner());
        Connection one = pooler.link().open();
        Connection two = pooler.link().open()) {
      assertThat(TwoServers.rows(one, PID)).isEqualTo(TwoServers.rows(two, PID));
      servers.onPrimary(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE p (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at)",
          "CREATE TABLE p1 PARTITION OF p DEFAULT");
      List<String> session = TwoServers.rows(one, SESSION);

      OurNames names = OurNames.choose(one);
      List<TableShape> tables = Catalog.read(two);
      PrimaryCapture capture = new PrimaryCapture(pooler.link(), names);
      assertThat(capture.install(tables)).isEmpty();
      SiteRegister register = new SiteRegister(names);
      UUID id = UUID.randomUUID();
      register.register(one, id, "behind", MirrorSettings.defaults());
      TwoServers.run(
          pooler.link(), "INSERT INTO t VALUES (1)", "INSERT INTO p VALUES ('2026-11-23Z')");
      assertThat(
              TwoServers.rows(two, "SELECT rel::regclass, key FROM understudy.recent ORDER BY 1"))
          .containsExactly("t|{1}", "p|{\"2026-11-23 00:00:00+00\"}");
      assertThat(register.find(two, id)).isPresent();
      TwoServers.run(
          pooler.link(), "UPDATE understudy.site SET snapshot = pg_current_snapshot()::text");
      one.setAutoCommit(false);
      register.prune(one, 10);
      one.setAutoCommit(true);
      assertThat(TwoServers.rows(two, "SELECT count(*) FROM understudy.recent"))
          .containsExactly("0");
      register.forget(two, id);
      assertThat(TwoServers.rows(one, SESSION)).as("nothing leaked").isEqualTo(session);
      capture.remove();
      assertThat(TwoServers.rows(two, "SELECT to_regnamespace('understudy')")).containsExactly("-");
      assertThat(TwoServers.rows(one, PID)).isEqualTo(TwoServers.rows(two, PID));
    }
  }

  /** All settings of the session, and the locks that it keeps between transactions. */
  private static final String SESSION =
      "SELECT name || '=' || setting FROM pg_settings WHERE source = 'session'"
          + " AND name NOT IN ('application_name') UNION ALL"
          + " SELECT 'lock ' || classid FROM pg_locks"
          + " WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY 1";
}
