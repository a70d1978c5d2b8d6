package com.hypermindlabs.understudy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link breaks when a commit was acknowledged, before the connection is given back. */
class CommittedOnceTest {
  private final TestServer server = TestServer.shared();
  private final AtomicBoolean armed = new AtomicBoolean(true);
  private TestDatabase database;
  private FaultProxy link;
  private HikariDataSource pool;

  @BeforeEach
  void open() throws SQLException {
    database = server.createDatabase();
    try (Connection direct = database.connect();
        Statement statement = direct.createStatement()) {
      statement.execute("CREATE TABLE paid (id int GENERATED ALWAYS AS IDENTITY, what text)");
    }
    link = FaultProxy.to(server);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:postgresql://" + link.host() + ":" + link.port() + "/" + database.name());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
  }

  @AfterEach
  void close() throws SQLException {
    pool.close();
    link.close();
    server.drop(database);
  }

  private DataSource breaking() {
    return proxy(
        DataSource.class,
        pool,
        (method, result) ->
            method.equals("getConnection")
                ? proxy(Connection.class, (Connection) result, this::broken)
                : result);
  }

  private Object broken(String method, Object result) {
    if (method.equals("commit") && armed.compareAndSet(true, false)) {
      link.resetOpen();
    }
    return result;
  }

  private interface After {
    Object does(String method, Object result);
  }

  private static <T> T proxy(Class<T> type, T delegate, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            CommittedOnceTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return after.does(method.getName(), method.invoke(delegate, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private int paid() throws SQLException {
    try (Connection direct = database.connect();
        Statement statement = direct.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM paid")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void workThatWasCommittedIsNotRunAgainBecauseThePoolCouldNotResetTheConnection()
      throws Exception {
    int rows =
        new Transactions(breaking())
            .run(
                connection -> {
                  connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                  try (Statement insert = connection.createStatement()) {
                    return insert.executeUpdate("INSERT INTO paid (what) VALUES ('bill')");
                  }
                });
    assertThat(armed).as("the link broke after the commit").isFalse();
    assertThat(rows).isEqualTo(1);
    assertThat(paid()).isEqualTo(1);
  }

  @Test
  void whatWasReadIsReturnedThoughTheConnectionBrokeOnItsWayBack() throws Exception {
    int read =
        new Transactions(breaking())
            .run(
                connection -> {
                  connection.setReadOnly(true);
                  connection.setSchema("public");
                  try (Statement query = connection.createStatement();
                      ResultSet row = query.executeQuery("SELECT 42")) {
                    row.next();
                    return row.getInt(1);
                  }
                });
    assertThat(armed).isFalse();
    assertThat(read).isEqualTo(42);
  }
}
