package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class MirrorTest {
  private static void same(MirroredSite site, String... tables) throws Exception {
    for (String table : tables) {
      List<List<String>> both = site.both(table);
      assertThat(both.get(1)).as(table).isEqualTo(both.get(0));
    }
  }

  @Test
  void theFirstCycleCopiesEverythingAndLaterOnesBringWhatChanged() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, v text)",
            "CREATE TABLE u (a int, b text, v numeric, PRIMARY KEY (b, a))")) {
      site.servers.onPrimary(
          "INSERT INTO t SELECT i, 'row ' || i FROM generate_series(1, 1000) i",
          "INSERT INTO u SELECT i, E'k\\'\\\\' || i, i / 7.0 FROM generate_series(1, 100) i");
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      same(site, "t", "u");
      assertThat(site.progress).isNotEmpty();

      assertThat(site.cycle().state()).isEqualTo(State.IDLE);
      site.servers.onPrimary(
          "UPDATE t SET v = v || '!' WHERE id % 10 = 0",
          "DELETE FROM t WHERE id % 10 = 1",
          "INSERT INTO t VALUES (2000, NULL)",
          "UPDATE u SET b = b || 'x' WHERE a < 5");
      CycleReport report = site.cycle();
      assertThat(report.state()).isEqualTo(State.APPLIED);
      assertThat(report.rows()).isEqualTo(100 + 100 + 1 + 8);
      same(site, "t", "u");
      assertThat(site.reseeded).isEmpty();
      assertThat(site.mirror.status().state()).isEqualTo(MirrorState.State.RUNNING);
    }
  }
}
