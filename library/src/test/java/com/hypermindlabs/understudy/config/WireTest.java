package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ends connections whose server has fallen silent. */
class WireTest {
  private static final long SOON_SECONDS = 20;
  private static final int MUCH = 64_000_000;
  private static final ConnectionFactory FACTORY =
      new ConnectionFactory(
          "test",
          new ConnectionFactory.Timeouts(
              Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ZERO));

  private static TestServer server;

  @BeforeAll
  static void startServer() {
    server = TestServer.encrypted();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void wakeServer() {
    Kill.resumeTree(server.pid());
  }

  /** Sockets as an application makes them, which are not the JDK's own. */
  public static class OwnSockets extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
      return new Socket() {};
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  /** Sockets whose end comes when they like. */
  public static final class SlowSockets extends OwnSockets {
    private static final CountDownLatch PATIENCE = new CountDownLatch(1);

    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // nobody else is to wait for it
        public void close() throws IOException {
          try {
            PATIENCE.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          super.close();
        }
      };
    }
  }

  /** Sockets that encrypt by themselves, whoever the server is. */
  public static final class EncryptingSockets extends OwnSockets {
    @Override
    public Socket createSocket() throws IOException {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"postgresql"});
        socket.setSSLParameters(parameters);
        return socket;
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static Connection open(Wire wire, Map<String, String> properties) throws SQLException {
    return FACTORY.open(
        new ConnectionTarget(
            new Endpoint(server.host(), server.port()),
            "postgres",
            TestServer.SUPERUSER,
            Secret.of(TestServer.PASSWORD),
            properties),
        Map.of(),
        wire);
  }

  static Stream<Arguments> ways() {
    return Stream.of(
        Arguments.of("plain", Map.of("sslmode", "disable")),
        Arguments.of("encrypted", Map.of("sslmode", "require")),
        Arguments.of(
            "over sockets of the application's",
            Map.of("sslmode", "disable", "socketFactory", OwnSockets.class.getName())),
        Arguments.of(
            "encrypted over sockets of the application's",
            Map.of("sslmode", "require", "socketFactory", OwnSockets.class.getName())),
        Arguments.of(
            "encrypted by sockets of the application's",
            Map.of("sslmode", "disable", "socketFactory", EncryptingSockets.class.getName())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void whoSendsALotIsFreedAtOnce(String way, Map<String, String> properties) throws Exception {
    Wire wire = new Wire();
    Connection connection = open(wire, properties);
    FutureTask<String> writer = stuck(connection);
    wire.abort(connection);
    assertThat(writer.get(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo("08006");
    Awaitility.await().until(connection::isClosed);
  }

  @Test
  void whoEndsItWaitsForNoSocket() throws Exception {
    Wire wire = new Wire();
    Connection connection =
        open(wire, Map.of("sslmode", "require", "socketFactory", SlowSockets.class.getName()));
    FutureTask<String> end =
        started(
            () -> {
              wire.abort(connection);
              return "ended";
            });
    try {
      assertThat(end.get(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo("ended");
      Awaitility.await().until(connection::isClosed);
    } finally {
      SlowSockets.PATIENCE.countDown();
    }
  }

  @Test
  void aFactoryThatIsNotThereIsWhatTheDriverSaysOfIt() {
    assertThatThrownBy(() -> open(new Wire(), Map.of("socketFactory", "no.Such")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no.Such");
  }

  /** Starts to send more than a server that has stopped reading takes; returns when it waits. */
  private static FutureTask<String> stuck(Connection connection) throws SQLException {
    PreparedStatement insert = connection.prepareStatement("SELECT length(?::bytea)");
    insert.setBytes(1, new byte[MUCH]);
    Kill.pauseTree(server.pid());
    Thread[] writing = new Thread[1];
    FutureTask<String> writer =
        started(
            () -> {
              writing[0] = Thread.currentThread();
              try {
                insert.execute();
                return "no error";
              } catch (SQLException e) {
                return String.valueOf(e.getSQLState());
              }
            });
    Awaitility.await()
        .during(Duration.ofMillis(500))
        .until(() -> writing[0] != null && isWriting(writing[0]));
    return writer;
  }

  private static boolean isWriting(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().equals("sun.nio.ch.NioSocketImpl")
                    && frame.getMethodName().equals("implWrite"));
  }

  private static <T> FutureTask<T> started(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "at-work");
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
