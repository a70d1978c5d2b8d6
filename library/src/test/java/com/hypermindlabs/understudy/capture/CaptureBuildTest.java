package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sites of one primary have different builds, as in the middle of an upgrade. */
class CaptureBuildTest {
  private static final String TRIGGERS =
      "SELECT t.tgrelid::regclass, t.tgname, t.xmin, p.xmin, p.prosrc FROM pg_trigger t"
          + " JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal ORDER BY 1, 2";

  private CaptureSite site;

  @BeforeEach
  void install() throws SQLException {
    site = new CaptureSite(TestServer.shared());
    site.run(
        "CREATE TABLE t (id int PRIMARY KEY, v int)",
        "CREATE TABLE u (v int, a text, b int, PRIMARY KEY (b, a))",
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p DEFAULT");
    site.protect();
  }

  @AfterEach
  void drop() {
    site.close();
  }

  /** As another build does where it finds a text that is not its own. */
  private void otherBuild(int number) throws SQLException {
    site.run(
        """
        DO $do$ DECLARE one record; BEGIN
          FOR one IN SELECT t.oid, t.tgfoid, t.tgrelid, t.tgname FROM pg_trigger t
            JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgname LIKE 'understudy%' AND t.tgparentid = 0 AND p.prosrc NOT LIKE '%-- another%'
          LOOP
            EXECUTE replace(pg_get_functiondef(one.tgfoid), E'BEGIN\n', E'-- another\nBEGIN\n');
            EXECUTE replace(pg_get_triggerdef(one.oid), 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER');
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', one.tgrelid::regclass, one.tgname);
          END LOOP;
        END $do$
        """,
        "DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('understudy.upkeep'::regproc),"
            + " '-- build %s of', '-- build %s of'); END $do$"
                .formatted(CaptureScript.BUILD, number));
  }

  private List<String> installed() throws SQLException {
    return TwoServers.rows(site.link(), TRIGGERS);
  }

  @Test
  void whatALaterOneHasInstalledIsLeftAlone() throws Exception {
    otherBuild(CaptureScript.BUILD + 1);
    List<String> before = installed();
    assertThat(before).isNotEmpty().allMatch(row -> row.contains("-- another"));
    assertThat(site.missing()).isEmpty();
    site.install();
    assertThat(installed()).isEqualTo(before);
    assertThat(
            TwoServers.rows(
                site.link(),
                "SELECT prosrc LIKE '%-- build "
                    + (CaptureScript.BUILD + 1)
                    + " of%' FROM pg_proc WHERE oid = 'understudy.upkeep'::regproc"))
        .containsExactly("t");
    // What it does not have yet, or has for another key, it gets from whoever comes first.
    site.run(
        "CREATE TABLE late (id int PRIMARY KEY)",
        "ALTER TABLE t DROP COLUMN id, ADD COLUMN id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
    assertThat(site.missing()).containsExactly("late", "t");
    site.install();
    assertThat(site.missing()).isEmpty();
    site.run(
        "INSERT INTO t (v) VALUES (7)",
        "INSERT INTO late VALUES (2)",
        "INSERT INTO u VALUES (1, 'a', 3)");
    assertThat(site.logged()).containsExactly("late 2", "t 1", "u 3,a");
  }

  @Test
  void whatAnEarlierOneHasInstalledIsReplaced() throws Exception {
    otherBuild(CaptureScript.BUILD - 1);
    assertThat(site.missing()).containsExactly("p", "t", "u");
    site.install();
    assertThat(site.missing()).isEmpty();
    assertThat(installed()).noneMatch(row -> row.contains("-- another"));
  }

  @Test
  void theNumberGrowsWithTheTexts() throws Exception {
    String texts = CaptureScript.BUILD + String.join("", site.capture().script(site.tables()));
    for (TableShape table : site.tables()) {
      texts = texts.replace(Long.toString(table.oid()), table.name().toString());
    }
    assertThat(UUID.nameUUIDFromBytes(texts.getBytes(StandardCharsets.UTF_8)))
        .as("what is installed has changed: raise CaptureScript.BUILD, then put the new value here")
        .hasToString("29137c20-cb8d-3bd0-9957-4bfae3ed6d32");
  }
}
