package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrackedLinkTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Far below the limits of the connection. */
  private static final long AT_ONCE_SECONDS = 20;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private FaultProxy proxy;
  private TrackedLink link;

  @BeforeEach
  void makeLink() {
    proxy = FaultProxy.to(TestServer.shared());
    ConnectionTarget target =
        TwoServers.target(TestServer.shared().maintenance(), proxy.host(), proxy.port());
    ConnectionFactory factory =
        new ConnectionFactory("test", new ConnectionFactory.Timeouts(LIMIT, LIMIT, LIMIT));
    link = new TrackedLink(wire -> factory.open(target, Map.of(), wire));
  }

  @AfterEach
  void endAll() {
    threads.shutdownNow();
    proxy.close();
  }

  /** What the work fails with, and whether its thread is marked as interrupted afterwards. */
  private record End(SQLException failure, boolean interrupted) {}

  private Future<End> started(Callable<?> work) {
    return threads.submit(
        () -> {
          try {
            work.call();
            throw new AssertionError("did not fail");
          } catch (SQLException e) {
            return new End(e, Thread.currentThread().isInterrupted());
          }
        });
  }

  /** Starts it on a link that has fallen silent, and returns when it waits. */
  private Future<End> waiting(Callable<?> work) {
    proxy.swallow();
    long before = proxy.injected();
    Future<End> waiting = started(work);
    Awaitility.await().until(() -> proxy.injected() > before);
    return waiting;
  }

  private static void hasEnded(Future<End> work) throws Exception {
    End end = work.get(AT_ONCE_SECONDS, TimeUnit.SECONDS);
    assertThat(end.failure().getSQLState()).isEqualTo("08006");
    assertThat(end.interrupted()).isFalse();
  }

  @Test
  void whoWaitsForAConnectionIsToldWhenItsServerIsGivenUp() throws Exception {
    Future<End> waiting = waiting(link::open);
    link.abortAll();
    hasEnded(waiting);
  }

  @Test
  void whoWaitsForAnAnswerIsToldToo() throws Exception {
    Connection connection = link.open();
    Statement statement = connection.createStatement();
    Future<End> waiting = waiting(() -> statement.execute("SELECT 1"));
    link.abortAll();
    hasEnded(waiting);
  }

  @Test
  void aConnectionThatComesTooLateIsNotHandedOut() throws Exception {
    Connection real = TestServer.shared().maintenance().connect();
    TrackedLink[] self = new TrackedLink[1];
    self[0] =
        new TrackedLink(
            wire -> {
              self[0].abortAll();
              return real;
            });
    hasEnded(started(self[0]::open));
    assertThat(real.isClosed()).isTrue();
  }

  @Test
  void afterwardsItOpensAsBefore() throws Exception {
    link.abortAll();
    try (Connection connection = link.open()) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void whatTheServerSaysIsPassedOn() {
    proxy.refuse();
    assertThatThrownBy(link::open).isInstanceOf(SQLException.class).hasMessageContaining("refused");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInterruptOfSomebodyElseStays() throws Exception {
    Future<End> waiting = waiting(link::open);
    threads.shutdownNow();
    assertThat(waiting.get(AT_ONCE_SECONDS, TimeUnit.SECONDS).interrupted()).isTrue();
  }
}
