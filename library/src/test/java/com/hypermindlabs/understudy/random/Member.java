package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.SteppedSite;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.UnderstudyBuilder;
import com.hypermindlabs.understudy.status.Event;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;

/**
 * A process of the site. Takes orders line by line: WRITE a transaction, HALT at a step, FAILOVER,
 * RETURN, QUIT; tells what it does and what it goes through.
 */
final class Member {
  private static volatile String halt = "";

  private final Understudy site;
  private final Schema schema;
  private final Workload workload;
  private final int primaryPort;

  private Member(Understudy site, Schema schema, Workload workload, int primaryPort) {
    this.site = site;
    this.schema = schema;
    this.workload = workload;
    this.primaryPort = primaryPort;
  }

  /**
   * Arguments: state directory, database, port of the link, port of the primary, the schema's seed,
   * this process's seed.
   */
  public static void main(String[] arguments) throws Exception {
    Schema schema = Schema.random(new Random(Long.parseLong(arguments[4])));
    UnderstudyBuilder builder =
        Understudy.builder(
                SiteSettings.of(
                    Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]), schema))
            .migrations(source -> migrate(source, schema))
            .onEvent(Member::tell);
    long seed = Long.parseLong(arguments[5]);
    Workload workload = new Workload(schema, new Random(seed), "m" + seed);
    try (Understudy site = SteppedSite.with(builder, Member::reached).start()) {
      System.out.println("READY");
      new Member(site, schema, workload, Integer.parseInt(arguments[3])).obey();
    }
  }

  private static void migrate(DataSource source, Schema schema) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery(
              "SELECT to_regclass('" + schema.tables().get(0).sql() + "') IS NOT NULL")) {
        there.next();
        if (there.getBoolean(1)) {
          return;
        }
      }
      connection.setAutoCommit(false);
      for (String sql : schema.definition()) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  private static void tell(Event event) {
    if (event instanceof Event.ModeChanged changed) {
      System.out.println("MODE " + changed.to().json());
    }
  }

  private static void reached(String step) {
    System.out.println("STEP " + step);
    if (step.equals(halt)) {
      System.out.println("HALTED " + step);
      System.out.flush();
      Runtime.getRuntime().halt(137);
    }
  }

  private void obey() throws Exception {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      List<String> words = List.of(order.split(" "));
      switch (words.get(0)) {
        case "WRITE" -> System.out.println("DONE " + words.get(1) + " " + write());
        case "HALT" -> halt = words.get(1);
        case "FAILOVER" -> aside(() -> site.failOver("a test"));
        case "RETURN" -> aside(site::returnToPrimary);
        case "QUIT" -> {
          return;
        }
        default -> throw new IllegalArgumentException(order);
      }
    }
  }

  /** Beside the writing, which goes on. */
  private static void aside(Runnable order) {
    Thread thread =
        new Thread(
            () -> {
              try {
                order.run();
              } catch (RuntimeException e) {
                System.out.println("ORDER " + e);
              }
            },
            "order");
    thread.setDaemon(true);
    thread.start();
  }

  private String write() {
    try (Connection connection = site.dataSource().getConnection()) {
      return write(connection);
    } catch (SQLException e) {
      return "REFUSED " + e.getSQLState();
    }
  }

  private String write(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD';"
              + " SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 3;"
              + " SET LOCAL bytea_output = 'hex'; SET LOCAL lock_timeout = '100ms'");
      Reading before = Reading.of(connection, schema);
      workload.run(connection, before);
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
      List<Change> changes = before.changesTo(Reading.of(connection, schema));
      if (changes.isEmpty()) {
        connection.rollback();
        return "EMPTY";
      }
      System.out.println("ATTEMPT " + attempt(connection, changes).line());
      connection.commit();
      return "COMMITTED";
    } catch (SQLException e) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
      throw e;
    }
  }

  private Attempt attempt(Connection connection, List<Change> changes) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_current_xact_id()::text, current_setting('port')::int")) {
      row.next();
      Side side = row.getInt(2) == primaryPort ? Side.PRIMARY : Side.FALLBACK;
      return new Attempt(
          side, row.getString(1), changes, Reading.writtenUnderHold(connection, schema));
    }
  }
}
