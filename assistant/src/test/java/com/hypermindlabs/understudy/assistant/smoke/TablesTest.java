package com.hypermindlabs.understudy.assistant.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

class TablesTest {
  @Test
  void everyTableOfTheMigrationsIsLookedAt() throws Exception {
    TestDatabase database = TestedServer.EMBEDDED.migrated();
    assertThat(Tables.NAMES)
        .containsExactlyInAnyOrderElementsOf(
            Rows.of(
                database,
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                    + " AND tablename <> 'assistant_schema_history'"));
    Rows.run(
        TestedServer.asSuperuser(database),
        "GRANT SELECT ON assistant_schema_history TO app_role;"
            + "GRANT TEMPORARY ON DATABASE "
            + database.name()
            + " TO app_role");
    assertThat(Tables.problem(database.dataSource())).isNull();
  }

  @Test
  void aSchemaThatWasNeverMigratedIsAProblem() throws Exception {
    assertThat(Tables.problem(TestedServer.EMBEDDED.empty().dataSource()))
        .contains("not up to date")
        .contains("step 1 is missing");
  }
}
