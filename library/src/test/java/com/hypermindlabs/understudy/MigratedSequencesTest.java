package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Releases whose migrations set a sequence, on a fallback whose sequences have blocks. */
@Tag("slow")
class MigratedSequencesTest {
  private static final String FIRST =
      "CREATE TABLE customer (id serial PRIMARY KEY, name text);"
          + " INSERT INTO customer (name) VALUES ('a'), ('b'), ('c')";
  private static final String SET =
      "SELECT setval('customer_id_seq', (SELECT max(id) FROM customer));"
          + " INSERT INTO customer (name) SELECT 'n' || i FROM generate_series(1, 20000) i";

  private final AtomicInteger released = new AtomicInteger();

  /** As Flyway does: each script once on each server, by one process. */
  private static void migrate(DataSource source, List<String> scripts) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(1)");
      statement.execute("CREATE TABLE IF NOT EXISTS history (version int PRIMARY KEY)");
      for (int i = 0; i < scripts.size(); i++) {
        try (ResultSet row =
            statement.executeQuery("SELECT count(*) FROM history WHERE version = " + i)) {
          row.next();
          if (row.getInt(1) > 0) {
            continue;
          }
        }
        statement.execute(scripts.get(i));
        statement.execute("INSERT INTO history VALUES (" + i + ")");
      }
      connection.commit();
    }
  }

  private Understudy start(HealingSite site, String... scripts) {
    return Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
        .migrations(
            source -> {
              migrate(source, List.of(scripts));
              released.incrementAndGet();
            })
        .start();
  }

  private void mirror(HealingSite site, Understudy understudy) throws SQLException {
    site.awaitMirrored(understudy);
    execute(understudy.dataSource(), "INSERT INTO customer (name) VALUES ('later')");
    site.awaitCaughtUp(understudy);
    released.set(0);
  }

  @Test
  void aReleaseThatSetsASequenceRunsOnBothServersAndTheFallbackTakesOver() throws Exception {
    try (HealingSite site = new HealingSite()) {
      try (Understudy understudy = start(site, FIRST)) {
        mirror(site, understudy);
      }
      try (Understudy understudy = start(site, FIRST, SET)) {
        Awaitility.await().until(() -> released.get() == 2);
        site.primary().kill();
        site.await(understudy, Mode.DEGRADED);
        execute(understudy.dataSource(), "INSERT INTO customer (name) VALUES ('ours')");
      }
    }
  }

  @Test
  void aReleaseThatSetsASequenceStartsWhileDegraded() throws Exception {
    try (HealingSite site = new HealingSite()) {
      try (Understudy understudy = start(site, FIRST)) {
        mirror(site, understudy);
        site.primary().kill();
        site.await(understudy, Mode.DEGRADED);
      }
      try (Understudy understudy =
          start(site, FIRST, "ALTER SEQUENCE customer_id_seq RESTART WITH 50000")) {
        StatusReport report = understudy.status();
        assertThat(report.mode()).as(report.toString()).isEqualTo(Mode.DEGRADED);
        execute(understudy.dataSource(), "INSERT INTO customer (name) VALUES ('ours')");
      }
    }
  }
}
