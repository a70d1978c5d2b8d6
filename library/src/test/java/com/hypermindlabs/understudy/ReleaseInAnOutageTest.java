package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.route.Mode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A release whose migrations have several steps, when a site is started with it. */
@Tag("slow")
class ReleaseInAnOutageTest {
  private static final String FIRST =
      "CREATE TABLE note (id int PRIMARY KEY, text text, done boolean)";
  private static final String RENAME = "ALTER TABLE note RENAME COLUMN text TO body";
  private static final String FILL = "UPDATE note SET body = upper(body)";

  /** Gives every table triggers that know of no second step. */
  private static final String EARLIER =
      """
      DO $$
      DECLARE
        one regprocedure;
      BEGIN
        FOR one IN
          SELECT oid FROM pg_proc
          WHERE pronamespace = 'understudy'::regnamespace AND proname ~ '^reread_[0-9]+$'
        LOOP
          EXECUTE format('CREATE OR REPLACE FUNCTION %s RETURNS trigger LANGUAGE plpgsql AS '
            '''BEGIN PERFORM OLD.text; RETURN NULL; END''', one);
        END LOOP;
        UPDATE understudy.covered SET made = 'earlier' WHERE made IS NOT NULL;
      END $$
      """;

  /** Where the migrations were last run. */
  private final AtomicReference<@Nullable DataSource> migrated = new AtomicReference<>();

  /** As Flyway does: what is not done yet, each step in a transaction of its own. */
  private static void run(DataSource source, String... steps) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(1)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS flyway_schema_history (installed_rank int PRIMARY KEY)");
      for (int rank = 1; rank <= steps.length; rank++) {
        String done = "flyway_schema_history WHERE installed_rank = " + rank;
        if (!statement.executeQuery("SELECT FROM " + done).next()) {
          statement.execute(
              "BEGIN; %s; INSERT INTO flyway_schema_history VALUES (%d); COMMIT"
                  .formatted(steps[rank - 1], rank));
        }
      }
    }
  }

  private Understudy start(HealingSite site, String... steps) {
    return Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
        .migrations(
            source -> {
              migrated.set(source);
              run(source, steps);
            })
        .start();
  }

  /** Mirrored, with one row. */
  private Understudy mirrored(HealingSite site) throws SQLException {
    Understudy understudy = start(site, FIRST);
    execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before', false)");
    site.awaitMirrored(understudy);
    site.awaitCaughtUp(understudy);
    return understudy;
  }

  private void changedInAnOutage(HealingSite site) throws SQLException {
    try (Understudy understudy = mirrored(site)) {
      site.primary().kill();
      persist(understudy.dataSource(), "UPDATE note SET done = true WHERE id = 1");
    }
  }

  private void arrives(HealingSite site) throws SQLException {
    try (Understudy understudy = start(site, FIRST, RENAME, FILL)) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      site.primary().restart();
      site.awaitReturned(understudy);
      assertThat(text(site.direct(), "SELECT id || body || done FROM note"))
          .isEqualTo("1BEFOREtrue");
    }
  }

  @Test
  void aColumnIsRenamedAndFilled() throws SQLException {
    try (HealingSite site = new HealingSite()) {
      changedInAnOutage(site);

      arrives(site);
    }
  }

  @Test
  void soItIsAfterAnEarlierBuild() throws SQLException {
    try (HealingSite site = new HealingSite()) {
      changedInAnOutage(site);
      start(site, FIRST).close();
      execute(Objects.requireNonNull(migrated.get()), EARLIER);

      arrives(site);
    }
  }

  /** The primary gets numbers of its own for what another writer adds meanwhile. */
  @Test
  void aColumnIsMovedToATableOfItsOwn() throws SQLException {
    String[] release = {
      FIRST,
      "CREATE TABLE kind (id serial PRIMARY KEY, name text NOT NULL);"
          + " CREATE TABLE word (id bigserial PRIMARY KEY, note int NOT NULL REFERENCES note,"
          + " kind int NOT NULL REFERENCES kind, word text)",
      "INSERT INTO kind (name) VALUES ('short'), ('long');"
          + " INSERT INTO word (note, kind, word) SELECT n.id, k.id, n.text FROM note n JOIN kind k"
          + " ON k.name = CASE WHEN length(n.text) < 6 THEN 'short' ELSE 'long' END",
      "ALTER TABLE note DROP COLUMN text"
    };
    try (HealingSite site = new HealingSite()) {
      try (Understudy understudy = mirrored(site)) {
        site.primary().kill();
        persist(understudy.dataSource(), "INSERT INTO note VALUES (2, 'born', false)");
      }
      try (Understudy understudy = start(site, release)) {
        assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
        persist(
            understudy.dataSource(),
            "INSERT INTO note VALUES (3, true);"
                + "INSERT INTO word (note, kind, word) SELECT 3, id, 'later one' FROM kind"
                + " WHERE name = 'long'");
        site.primary().restart();
        execute(site.direct(), "INSERT INTO note VALUES (4, 'on the primary', false)");

        assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
        for (DataSource side : new DataSource[] {site.direct(), understudy.dataSource()}) {
          assertThat(
                  text(
                      side,
                      "SELECT string_agg(concat_ws(' ', note, name, word), ', ' ORDER BY note)"
                          + " FROM word w JOIN kind k ON k.id = w.kind"))
              .isEqualTo("1 long before, 2 short born, 3 long later one, 4 long on the primary");
          assertThat(text(side, "SELECT count(*) FROM kind")).isEqualTo("2");
        }
      }
    }
  }

  @Test
  void aTableIsRenamedAndFilledWhileTheMirrorRuns() throws SQLException {
    try (HealingSite site = new HealingSite()) {
      mirrored(site).close();
      String rename = "ALTER TABLE note RENAME TO page";
      try (Understudy understudy =
          start(site, FIRST, rename, "UPDATE page SET text = upper(text)")) {
        site.awaitCaughtUp(understudy);
        site.primary().kill();
        persist(understudy.dataSource(), "UPDATE page SET done = true WHERE id = 1");

        assertThat(text(understudy.dataSource(), "SELECT id || text || done FROM page"))
            .isEqualTo("1BEFOREtrue");
      }
    }
  }
}
