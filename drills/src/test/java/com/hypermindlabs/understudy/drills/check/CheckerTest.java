package com.hypermindlabs.understudy.drills.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.drills.work.Schema;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case that is in order is passed, and each violation that is planted in it is found. */
class CheckerTest {
  private static final String CLOSED =
      """
      CREATE FUNCTION closed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'closed' USING ERRCODE = '25006';
      END $$;
      """;

  @TempDir private Path folder;
  private final List<String> lines = new ArrayList<>();
  private TestDatabase primary;
  private TestDatabase fallback;
  private List<Evidence.Lost> lost = List.of();

  @BeforeEach
  void setTheStage() throws SQLException {
    primary = database();
    fallback = database();
    run(
        primary,
        "CREATE SCHEMA understudy",
        "CREATE TABLE understudy.ledger (id int GENERATED ALWAYS AS IDENTITY, site uuid DEFAULT"
            + " '00000000-0000-0000-0000-000000000001', epoch bigint DEFAULT 1, table_name text,"
            + " key text[], kind text, columns text[], ours text[], reason text DEFAULT"
            + " 'conflict')");
    run(
        fallback,
        CLOSED,
        "CREATE SCHEMA understudy",
        "CREATE TABLE understudy.gate ()",
        "CREATE TABLE understudy.site AS SELECT 4 AS epoch");
    for (String table : Schema.TABLES) {
      run(fallback, closing(table));
    }
  }

  private static String closing(String table) {
    return "CREATE TRIGGER closed BEFORE DELETE ON "
        + table
        + " FOR EACH STATEMENT EXECUTE FUNCTION closed()";
  }

  @AfterEach
  void dropIt() {
    TestServer.shared().drop(primary);
    TestServer.shared().drop(fallback);
  }

  private static TestDatabase database() throws SQLException {
    TestDatabase database = TestServer.shared().createDatabase();
    try (Connection connection = database.connect()) {
      Schema.migrate(connection, 1);
    }
    try (Connection connection = database.connect()) {
      Schema.fill(connection);
    }
    return database;
  }

  private static void run(TestDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void both(String... statements) throws SQLException {
    run(primary, statements);
    run(fallback, statements);
  }

  /** An operation that was begun at 10, on a server, with what it noted, and how it ended at 20. */
  private void operation(String id, String kind, String on, String outcome, String... notes) {
    operation(10, id, kind, on, outcome, notes);
  }

  private void operation(
      int begin, String id, String kind, String on, String outcome, String... notes) {
    lines.add(id + "\tbegin\t" + kind + "\t" + begin);
    lines.add(id + "\ton\t" + on);
    for (String note : notes) {
      lines.add(id + "\t" + note.replace(' ', '\t').replace('\u00a0', ' '));
    }
    lines.add(id + "\tend\t" + outcome + "\t\t" + (begin + 10) + "\t");
  }

  private List<String> found() throws Exception {
    Files.write(folder.resolve("site0m1.history"), lines);
    Evidence.Site site = new Evidence.Site("site0", fallback::connect, fallback::connect);
    return new Checker(new Evidence(primary::connect, List.of(site), folder, lost)).check();
  }

  private void inOrder() throws SQLException {
    both(
        "INSERT INTO message VALUES ('m1', 1, 'm1')",
        "INSERT INTO transfer VALUES ('t1', 1, 2, 5)",
        "UPDATE account SET balance = 995 WHERE id = 1",
        "UPDATE account SET balance = 1005 WHERE id = 2",
        "UPDATE list SET items = '{a1}' WHERE id = 1");
    operation("m1", "chat", "F\t3", "ok", "row message m1");
    operation("t1", "transfer", "P\t-", "ok", "row transfer t1");
    operation("a1", "append", "P\t-", "ok", "item 1 a1");
    operation("a2", "append", "F\t3", "ok", "item 1 a2");
    operation("m2", "chat", "F\t3", "fail", "row message m2");
    operation("p1", "pages", "F\t3", "ok", "set document 1 p1", "row page p1/1", "row page p1/2");
    operation("q1", "audit", "P\t-", "ok", "saw sum 4000", "saw message\u00a0m1 there");
    run(
        primary,
        "INSERT INTO understudy.ledger (table_name, key, kind, columns, ours) VALUES"
            + " ('\"public\".\"list\"', '{1}', 'overruled', '{id,items}', '{1,\"{a2}\"}'),"
            + " ('\"public\".\"page\"', '{p1/1}', 'held', '{id}', '{p1/1}'),"
            + " ('\"public\".\"page\"', '{p1/2}', 'held', '{id}', '{p1/2}'),"
            + " ('\"public\".\"document\"', '{1}', 'held', '{id}', '{1}')");
  }

  @Test
  void aCaseInOrderIsPassed() throws Exception {
    inOrder();
    assertThat(found()).isEmpty();
  }

  @Test
  void aLostRowIsFound() throws Exception {
    inOrder();
    operation("m3", "chat", "F\t3", "ok", "row message m3");
    operation("g1", "grow", "P\t-", "ok", "row child g1");
    assertThat(found())
        .hasSize(2)
        .anyMatch(one -> one.contains("lost: message m3"))
        .anyMatch(one -> one.contains("lost: child g1"));
  }

  @Test
  void aHandleLivesOnInWhatReferredToIt() throws Exception {
    inOrder();
    both(
        "INSERT INTO handle VALUES ('theirs', 'name 1')",
        "INSERT INTO claim VALUES ('c1', 'theirs')");
    operation("c1", "claim", "F\t3", "ok", "row handle c1", "row claim c1");
    assertThat(found()).isEmpty();
    operation("c2", "claim", "F\t3", "ok", "row handle c2", "row claim c2");
    assertThat(found()).hasSize(2).allMatch(each -> each.contains("c2"));
  }

  @Test
  void whatIsHeldTwiceInOneOutageIsFound() throws Exception {
    inOrder();
    String again =
        "INSERT INTO understudy.ledger (epoch, table_name, key, kind, columns, ours) VALUES (%d,"
            + " '\"public\".\"document\"', '{1}', 'held', '{id}', '{1}')";
    run(primary, again.formatted(3));
    assertThat(found()).isEmpty();
    run(primary, again.formatted(3));
    assertThat(found()).hasSize(1).allMatch(each -> each.startsWith("held twice"));
  }

  @Test
  void whatThePrimaryLostByItselfIsExcused() throws Exception {
    inOrder();
    operation("m3", "chat", "P\t-", "ok", "row message m3");
    lost = List.of(new Evidence.Lost(5, 30, false), new Evidence.Lost(900, 950, false));
    assertThat(found()).isEmpty();
    operation("m4", "chat", "F\t3", "ok", "row message m4");
    assertThat(found()).singleElement().asString().contains("lost: message m4");
  }

  @Test
  void aDeletedRowThatIsThereIsFound() throws Exception {
    inOrder();
    operation("d1", "prune", "F\t3", "ok", "gone child base1");
    assertThat(found()).singleElement().asString().contains("has come back: child base1");
  }

  @Test
  void aFailedWriteThatIsThereIsFound() throws Exception {
    inOrder();
    both(
        "INSERT INTO message VALUES ('m2', 1, 'm2')",
        "UPDATE parent SET note = 'e1' WHERE id = 'base1'");
    operation("e1", "edit", "F\t3", "fail", "set parent base1 e1");
    assertThat(found()).hasSize(2).allMatch(one -> one.contains("failed is there"));
  }

  @Test
  void whatIsBookedTwiceIsFound() throws Exception {
    inOrder();
    both(
        "UPDATE account SET balance = 990 WHERE id = 1",
        "UPDATE account SET balance = 1010 WHERE id = 2",
        "UPDATE counter SET value = 3 WHERE id = 2",
        "UPDATE list SET items = '{a1,a1}' WHERE id = 1");
    assertThat(found())
        .hasSize(4)
        .anyMatch(one -> one.contains("account 1 has 990, its bookings say 995"))
        .anyMatch(one -> one.contains("counter 2 has 3, its bookings say 0"))
        .anyMatch(one -> one.contains("twice"));
  }

  @Test
  void aLostElementIsFound() throws Exception {
    inOrder();
    operation("a3", "append", "F\t3", "ok", "item 2 a3");
    assertThat(found()).singleElement().asString().contains("element of list 2 is lost");
  }

  @Test
  void halfATransactionUnderHoldIsFound() throws Exception {
    inOrder();
    both("INSERT INTO page VALUES ('p1/1', 1)");
    operation("p2", "pages", "F\t3", "ok", "set document 2 p2", "row page p2/1", "row page p2/2");
    assertThat(found())
        .anyMatch(one -> one.contains("half of a transaction"))
        .anyMatch(one -> one.contains("neither there nor held whole"));
  }

  @Test
  void readsThatShowTooLittleAreFound() throws Exception {
    inOrder();
    operation(15, "q5", "audit", "P\t-", "ok", "saw sum 3990");
    operation(100, "q2", "audit", "P\t-", "ok", "saw sum 3995", "saw message\u00a0m1 missing");
    operation("q3", "audit", "F\t3", "ok", "saw sum 4000", "saw message\u00a0m1 missing");
    operation("q4", "audit", "F\t5", "ok", "saw sum null", "saw message\u00a0m1 missing");
    assertThat(found()).hasSize(3).anyMatch(one -> one.contains("had 3995"));
  }

  @Test
  void anOpenFallbackIsFound() throws Exception {
    inOrder();
    run(fallback, "DROP TRIGGER closed ON tick");
    assertThat(found()).singleElement().asString().contains("nothing against it");
  }

  @Test
  void aFallbackThatItsSiteHasTurnedToIsKnockedAtWhenItIsClosedAgain() throws Exception {
    inOrder();
    run(
        fallback,
        "DROP TRIGGER closed ON tick",
        "INSERT INTO understudy.gate DEFAULT VALUES",
        "UPDATE understudy.site SET epoch = 5");
    CompletableFuture<Void> back =
        CompletableFuture.runAsync(
            () -> {
              try {
                run(
                    fallback,
                    "SELECT pg_sleep(0.5)",
                    closing("tick")
                        + "; TRUNCATE understudy.gate;"
                        + " UPDATE understudy.site SET epoch = 6");
              } catch (SQLException e) {
                throw new CompletionException(e);
              }
            });
    assertThat(found()).isEmpty();
    back.join();
  }

  @Test
  void whatWasCutOffByAKillMayBeThereOrNot() throws Exception {
    inOrder();
    both("INSERT INTO message VALUES ('k1', 1, 'k1')");
    for (String id : List.of("k1", "k2")) {
      lines.add(id + "\tbegin\tchat\t10");
      lines.add(id + "\ton\tF\t3");
      lines.add(id + "\trow\tmessage\t" + id);
    }
    Files.writeString(folder.resolve("other.history"), "o1\tbegin\tchat\t10\no1\tro");
    assertThat(found()).isEmpty();
  }
}
