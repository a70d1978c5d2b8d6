package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A site that began without a primary, and got releases before it got one. */
@Tag("slow")
class LocalFirstTest {
  private static final String FIRST =
      "DO $$ BEGIN IF to_regclass('note') IS NULL THEN"
          + " CREATE TABLE kind (id serial PRIMARY KEY, name text,"
          + " made timestamptz NOT NULL DEFAULT clock_timestamp());"
          + " INSERT INTO kind (name) VALUES ('short'), ('long');"
          + " CREATE TABLE note (id int PRIMARY KEY, kind int REFERENCES kind, text text);"
          + " END IF; END $$";

  private static final String SECOND =
      "DO $$ BEGIN IF to_regclass('word') IS NULL THEN"
          + " CREATE TABLE word (note int PRIMARY KEY REFERENCES note, word text);"
          + " INSERT INTO word SELECT id, split_part(text, ' ', 1) FROM note;"
          + " INSERT INTO note SELECT -id, kind, 'about ' || text FROM note;"
          + " END IF; END $$";

  private static final String THIRD =
      "DO $$ BEGIN IF to_regclass('word') IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute"
          + " WHERE attrelid = 'note'::regclass AND attname = 'length') THEN"
          + " ALTER TABLE note ADD COLUMN length int;"
          + " UPDATE note SET length = length(text);"
          + " INSERT INTO note SELECT id + 100, kind, text, length FROM note WHERE id > 0;"
          + " ALTER TABLE note DROP COLUMN text; END IF; END $$";

  private static Understudy start(HealingSite site, boolean local, String... releases)
      throws SQLException {
    return Understudy.builder(
            local ? site.local() : site.settings(site.primary().port(), ReturnMode.AUTO))
        .migrations(source -> migrate(source, releases))
        .start();
  }

  private static void migrate(DataSource source, String... releases) throws SQLException {
    for (String release : releases) {
      execute(source, release);
    }
  }

  @Test
  void whatItsReleasesHaveMadeOfItsRowsArrivesAtThePrimaryItGets() throws Exception {
    try (HealingSite site = new HealingSite()) {
      try (Understudy local = start(site, true, FIRST)) {
        execute(local.dataSource(), "INSERT INTO note VALUES (1, 1, 'one word'), (2, 2, 'two')");
      }
      start(site, true, FIRST, SECOND).close();
      try (Understudy local = start(site, true, FIRST, SECOND, THIRD)) {
        execute(local.dataSource(), "INSERT INTO note VALUES (3, 1, 5)");
      }
      try (Understudy understudy = start(site, false, FIRST, SECOND, THIRD)) {
        assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
        for (DataSource side : new DataSource[] {site.direct(), understudy.dataSource()}) {
          assertThat(text(side, "SELECT string_agg(note || word, ',' ORDER BY note) FROM word"))
              .isEqualTo("1one,2two");
          assertThat(
                  text(side, "SELECT string_agg(id || ':' || length, ',' ORDER BY id) FROM note"))
              .isEqualTo("-2:9,-1:14,1:8,2:3,3:5,101:8,102:3");
          assertThat(text(side, "SELECT count(*) FROM kind")).as("not twice").isEqualTo("2");
        }
      }
    }
  }
}
