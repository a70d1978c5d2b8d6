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
        "(SELECT 1) UNION (SELECT 2)",
        "( (SELECT 'a; insert into t' || $$ into $$ FROM \"into\" /* pay(1) /* */ */))"
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
        "SELECT zahl\u00e9(5)",
        "SELECT \u0441\u043f\u0438\u0441\u0430\u0442\u044c(5)",
        "SELECT ran\u212a(5)",
        "SELECT \"lower\"(name)",
        "SELECT shop.lower(name)",
        "SELECT pay_out /* for now */ (5)",
        "SELECT E'\\'', pay_out(5), 'x'",
        "SELECT $$'$$, pay_out(5), $$'$$",
        "SELECT \"it's\", pay_out(5), 'x' FROM t",
        "SELECT 'c:\\', ' pay_out(5)",
        "SELECT 'open",
        "-- carriage return\r INSERT INTO t VALUES (1)",
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
        "PREPARE TRANSACTION 'x'",
        "prepare /* for two */ transaction 'x'",
        "UPDATE t SET \"it's\" = 1; COMMIT; SELECT ''",
        "SELECT $$'$$; COMMIT; SELECT $$'$$",
        "/* /* */ ; */ COMMIT"
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
        "SELECT 1 /* /* */ ; commit */",
        "SELECT $x$; commit$x$",
        "PREPARE transaction_of AS SELECT 1",
        "ROLLBACK"
      })
  void aTextThatDoesNotCommitIsKnownToo(String sql) {
    assertThat(StatementText.endsTransaction(sql)).isFalse();
  }
}
