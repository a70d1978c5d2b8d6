package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is in a materialized view comes by no change log. */
@Tag("slow")
class MaterializedViewTest {
  private static final String VIEWS = "SELECT one.n || ' ' || two.n FROM one, two";

  private static void migrate(DataSource source) throws Exception {
    TestSite.migrate(source);
    execute(
        source,
        "CREATE MATERIALIZED VIEW IF NOT EXISTS one AS SELECT count(*) AS n FROM note;"
            + " CREATE UNIQUE INDEX IF NOT EXISTS one_n ON one (n);"
            + " CREATE MATERIALIZED VIEW IF NOT EXISTS two AS SELECT n * 2 AS n FROM one"
            + " WITH NO DATA");
  }

  @Test
  void afterAFailoverItIsComputedFromTheRowsThatAreThereAndTheApplicationMayRefreshIt()
      throws Exception {
    try (HealingSite site = new HealingSite();
        Understudy understudy =
            Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
                .migrations(MaterializedViewTest::migrate)
                .start()) {
      site.awaitMirrored(understudy);
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'a'), (2, 'b'), (3, 'c')");
      site.awaitCaughtUp(understudy);
      understudy.failOver("to look at the views");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions() // until the second one has data at all
          .until(() -> text(understudy.dataSource(), VIEWS).equals("3 6"));

      execute(understudy.dataSource(), "INSERT INTO note VALUES (4, 'd')");
      execute(understudy.dataSource(), "REFRESH MATERIALIZED VIEW CONCURRENTLY one");
      execute(understudy.dataSource(), "REFRESH MATERIALIZED VIEW two");
      assertThat(text(understudy.dataSource(), VIEWS)).isEqualTo("4 8");
    }
  }
}
