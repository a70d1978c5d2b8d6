package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever looks at both sides in a cycle, as the proof of a return does, may take its time. */
class ObservedCycleTest {
  @Test
  void aLongLookAtThePrimaryEndsNoSession() throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY)")) {
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      site.servers.onPrimary("INSERT INTO t VALUES (1)");
      List<String> waiting = new ArrayList<>();
      List<Integer> limits = new ArrayList<>();
      CycleObserver proof =
          new CycleObserver() {
            @Override
            public void onPrimary(Connection connection) throws SQLException {
              limits.add(connection.getNetworkTimeout());
              // Whom the server would end after 30 s.
              waiting.addAll(
                  site.onFallback(
                      "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
                          + " AND application_name LIKE '%/mirror' AND state <> 'idle'"));
            }

            @Override
            public void onFallback(Connection connection) throws SQLException {
              limits.add(connection.getNetworkTimeout());
            }
          };
      assertThat(site.mirror.cycle(site.verdicts, site.epoch(), proof).state())
          .isEqualTo(State.APPLIED);
      assertThat(waiting).isEmpty();
      assertThat(limits).allMatch(limit -> limit >= Duration.ofMinutes(30).toMillis());
      assertSame(site, "t");
    }
  }
}
