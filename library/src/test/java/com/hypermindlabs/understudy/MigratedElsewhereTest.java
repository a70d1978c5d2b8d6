package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.route.Mode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several sites share a primary, or a pipeline migrates it before the processes are renewed. */
@Tag("slow")
class MigratedElsewhereTest {
  private static final String FIRST =
      "CREATE TABLE country (id serial PRIMARY KEY, code text UNIQUE)";
  private static final String SECOND =
      "INSERT INTO country VALUES (250, 'XK'); INSERT INTO country (code) VALUES ('YU')";

  private static final String CODES = "SELECT string_agg(id || code, ' ' ORDER BY id) FROM country";

  /** As Flyway does: each script once on each server, by a history under a name of its own. */
  private static void migrate(DataSource source, List<String> scripts) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(1)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS changes (installed_rank int PRIMARY KEY, script text,"
              + " checksum int, installed_by text, installed_on timestamp, success bool)");
      int done;
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM changes")) {
        row.next();
        done = row.getInt(1);
      }
      for (int i = done; i < scripts.size(); i++) {
        statement.execute(scripts.get(i));
        statement.execute("INSERT INTO changes VALUES (" + i + ")");
      }
      connection.commit();
    }
  }

  /** The pipeline has migrated the primary; before the processes are renewed, the primary fails. */
  @Test
  void aReleaseWhoseRowsAreMirroredStartsInAnOutage() throws Exception {
    try (HealingSite site = new HealingSite()) {
      try (Understudy old = start(site, List.of(FIRST))) {
        execute(old.dataSource(), "INSERT INTO country (code) VALUES ('DE')");
        site.awaitMirrored(old);
        migrate(site.direct(), List.of(FIRST, SECOND));
        site.awaitCaughtUp(old);
        site.primary().kill();
        site.await(old, Mode.DEGRADED);
        persist(old.dataSource(), "INSERT INTO country (code) VALUES ('FR')");
      }
      try (Understudy fresh = start(site, List.of(FIRST, SECOND))) {
        assertThat(fresh.status().mode()).isEqualTo(Mode.DEGRADED);
        persist(fresh.dataSource(), "INSERT INTO country (code) VALUES ('IT')");
        site.primary().restart();
        site.awaitReturned(fresh);
        assertThat(text(site.direct(), "SELECT string_agg(code, ' ' ORDER BY code) FROM country"))
            .isEqualTo("DE FR IT XK YU");
      }
    }
  }

  @Test
  void aMigrationWhoseRowsAreMirroredAlreadyRunsHereToo() throws Exception {
    try (HealingSite site = new HealingSite()) {
      try (Understudy old = start(site, List.of(FIRST))) {
        execute(old.dataSource(), "INSERT INTO country (code) VALUES ('DE')");
        site.awaitMirrored(old);
        migrate(site.direct(), List.of(FIRST, SECOND));
        site.awaitCaughtUp(old);
      }
      String codes = text(site.direct(), CODES);
      try (Understudy fresh = start(site, List.of(FIRST, SECOND))) {
        site.awaitCaughtUp(fresh);
        site.primary().kill();
        site.await(fresh, Mode.DEGRADED);
        assertThat(text(fresh.dataSource(), CODES)).isEqualTo(codes).contains("250XK", "YU");
        assertThat(text(fresh.dataSource(), "SELECT count(*) FROM changes")).isEqualTo("2");
      }
    }
  }

  private static Understudy start(HealingSite site, List<String> scripts) {
    return Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
        .migrations(source -> migrate(source, scripts))
        .start();
  }
}
