package com.hypermindlabs.understudy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "select id from account where id in (1, 2)",
        "  -- a note; commit\n SELECT count(*) FROM t WHERE a = 'insert into t (x)'",
        "VALUES (1), (2)",
        "SHOW server_version;",
        "SELECT pg_sleep(60)",
        "(SELECT 1) UNION (SELECT 2)"
      })
  void readsAreKnown(String sql) {
    assertThat(StatementText.surelyReads(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1)",
        "SELECT withdraw(1, 100)",
        "SELECT nextval('s')",
        "SELECT * INTO copy FROM t",
        "SELECT 1; DELETE FROM t",
        "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
        "CALL p()",
        "batch",
        ""
      })
  void whateverElseMayHaveChangedSomething(String sql) {
    assertThat(StatementText.surelyReads(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT",
        "commit;",
        "insert into t values (1); COMMIT",
        "END",
        "PREPARE TRANSACTION 'x'"
      })
  void aTextThatCommitsIsKnown(String sql) {
    assertThat(StatementText.endsTransaction(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT case when true then 1 end",
        "INSERT INTO t VALUES ('; commit')",
        "SELECT 1 -- commit",
        "ROLLBACK"
      })
  void aTextThatDoesNotCommitIsKnownToo(String sql) {
    assertThat(StatementText.endsTransaction(sql)).isFalse();
  }
}
