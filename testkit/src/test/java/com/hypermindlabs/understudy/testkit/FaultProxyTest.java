package com.hypermindlabs.understudy.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
  private final EchoServer echo = new EchoServer();
  private final FaultProxy proxy = FaultProxy.to("127.0.0.1", echo.port());

  @AfterEach
  void close() {
    proxy.close();
    echo.close();
  }

  @Test
  void passesBothWaysAndTheEndOfTheStream() throws Exception {
    try (Socket client = connect()) {
      assertThat(ask(client, "hello")).isEqualTo("hello");
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(proxy.injected()).isZero();
  }

  @Test
  void countsHowOftenClientsWaitForTheServer() throws Exception {
    try (Socket one = connect();
        Socket other = connect()) {
      ask(one, "a");
      ask(one, "b");
      ask(other, "c");
      assertThat(proxy.roundTrips()).isEqualTo(3);
    }
  }

  @Test
  void refusesNewConnectionsResetsOpenOnesAndComesBackOnTheSamePort() throws Exception {
    int port = proxy.port();
    try (Socket client = connect()) {
      ask(client, "a");
      proxy.refuse();
      assertThatThrownBy(() -> ask(client, "b")).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    assertThat(proxy.injected()).isEqualTo(2);
    proxy.pass();
    assertThat(proxy.port()).isEqualTo(port);
    try (Socket client = connect()) {
      assertThat(ask(client, "c")).isEqualTo("c");
    }
  }

  @Test
  void refusesNewConnectionsOnlyWhenAsked() throws Exception {
    try (Socket client = connect()) {
      ask(client, "a");
      proxy.refuseNew();
      assertThat(ask(client, "b")).isEqualTo("b");
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void resetsOpenAndNewConnections() throws Exception {
    try (Socket open = connect()) {
      ask(open, "a");
      proxy.reset();
      assertThatThrownBy(() -> open.getInputStream().read()).hasMessageContaining("reset");
    }
    // The reset may come before the handshake's return or after.
    assertThatThrownBy(
            () -> {
              try (Socket fresh = connect()) {
                fresh.getInputStream().read();
              }
            })
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(proxy.injected()).isEqualTo(2);
  }

  @Test
  void swallowsAndDeliversWhatItHeldOnceTheLinkHeals() throws Exception {
    try (Socket client = connect();
        Socket late = new Socket()) {
      ask(client, "a");
      proxy.swallow();
      late.connect(address());
      assertSilent(client, "b");
      assertSilent(late, "c");
      assertThat(proxy.injected()).isEqualTo(2);
      proxy.pass();
      assertThat(read(client, 1)).isEqualTo("b");
      assertThat(read(late, 1)).isEqualTo("c");
    }
  }

  @Test
  void swallowsOneDirectionAlone() throws Exception {
    try (Socket client = connect()) {
      ask(client, "a");
      proxy.swallow(Direction.SERVER_TO_CLIENT);
      assertSilent(client, "b");
      assertThat(echo.received()).isEqualTo(2);
      proxy.pass();
      proxy.swallow(Direction.CLIENT_TO_SERVER);
      assertThat(read(client, 1)).isEqualTo("b");
      assertSilent(client, "c");
      assertThat(echo.received()).isEqualTo(2);
    }
  }

  @Test
  void aBlackHoleDoesNotAnswerAttemptsToConnect() throws Exception {
    try (Socket open = connect()) {
      ask(open, "a");
      proxy.blackHole();
      assertSilent(open, "b");
      assertThatThrownBy(this::connect).isInstanceOf(SocketTimeoutException.class);
      proxy.pass();
      assertThat(read(open, 1)).isEqualTo("b");
    }
    try (Socket client = connect()) {
      assertThat(ask(client, "c")).isEqualTo("c");
    }
  }

  @Test
  void delaysADirection() throws Exception {
    try (Socket client = connect()) {
      ask(client, "a");
      proxy.delay(Duration.ofMillis(80), Direction.SERVER_TO_CLIENT);
      long begun = System.nanoTime();
      ask(client, "b");
      long millis = (System.nanoTime() - begun) / 1_000_000;
      assertThat(millis).isBetween(80L, 1_000L);
      assertThat(proxy.injected()).isEqualTo(1);
    }
  }

  @Test
  void aNewFaultEndsADelayUnderWay() throws Exception {
    try (Socket client = connect()) {
      proxy.delay(Duration.ofMinutes(10));
      assertSilent(client, "a");
      proxy.pass();
      assertThat(read(client, 1)).isEqualTo("a");
    }
  }

  @Test
  void throttlesTheBytesOfASecond() throws Exception {
    try (Socket client = connect()) {
      proxy.throttle(10_000, Direction.SERVER_TO_CLIENT);
      long begun = System.nanoTime();
      ask(client, "x".repeat(3_000));
      long millis = (System.nanoTime() - begun) / 1_000_000;
      // The last slice of 200 bytes is not waited for.
      assertThat(millis).isBetween(275L, 2_000L);
      assertThat(proxy.injected()).isGreaterThanOrEqualTo(15);
    }
  }

  @Test
  void cutsAfterSoManyBytes() throws Exception {
    try (Socket client = connect()) {
      ask(client, "a");
      proxy.cutAfter(5, Direction.SERVER_TO_CLIENT);
      client.getOutputStream().write("0123456789".getBytes(UTF_8));
      assertThat(read(client, 5)).isEqualTo("01234");
      assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
      assertThat(echo.received()).isEqualTo(11);
      assertThat(proxy.injected()).isEqualTo(1);
    }
  }

  @Test
  void cutsBeforeCertainBytes() throws Exception {
    try (Socket client = connect()) {
      proxy.cutBefore("end".getBytes(UTF_8), Direction.SERVER_TO_CLIENT);
      ask(client, "e");
      client.getOutputStream().write("the end of it".getBytes(UTF_8));
      assertThat(read(client, 4)).isEqualTo("the ");
      assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
      assertThat(echo.received()).isEqualTo(14);
      assertThat(proxy.injected()).isEqualTo(1);
    }
  }

  @Test
  void swallowsFromCertainBytesOn() throws Exception {
    try (Socket client = connect();
        Socket other = connect()) {
      ask(other, "o");
      proxy.swallowBefore("end".getBytes(UTF_8), Direction.CLIENT_TO_SERVER);
      ask(client, "e");
      client.getOutputStream().write("the end of it".getBytes(UTF_8));
      assertThat(read(client, 4)).isEqualTo("the ");
      assertSilent(client, "a");
      assertSilent(other, "b");
      assertThat(echo.received()).isEqualTo(6);
      proxy.pass();
      assertThat(read(client, 10)).isEqualTo("end of ita");
    }
  }

  @Test
  void opensAndShutsItsPortWhileOtherThreadsStartProcesses() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> starting =
        CompletableFuture.supplyAsync(
            () -> {
              int started = 0;
              while (!done.get()) {
                try {
                  new ProcessBuilder("true").start().waitFor();
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                started++;
              }
              return started;
            });
    try {
      for (int i = 0; i < 200; i++) {
        proxy.refuse();
        proxy.pass();
      }
    } finally {
      done.set(true);
    }
    assertThat(starting.join()).isPositive();
  }

  @Test
  void losesAnAnswerToAQuestionThatArrived() throws Exception {
    try (Socket client = connect()) {
      proxy.cutAfter(0, Direction.SERVER_TO_CLIENT);
      client.getOutputStream().write('q');
      assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
      assertThat(echo.received()).isEqualTo(1);
    }
  }

  @Test
  void resetsConnectionsThatItHolds() throws Exception {
    try (Socket client = connect()) {
      proxy.swallow();
      assertSilent(client, "a");
      proxy.resetOpen();
      assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
      assertThat(proxy.connections()).isZero();
    }
  }

  @Test
  void leavesNoThreadOfAnyMode() throws Exception {
    for (int round = 0; round < 5; round++) {
      try (FaultProxy other = FaultProxy.to("127.0.0.1", echo.port());
          Socket client = new Socket(other.host(), other.port())) {
        ask(client, "a");
        other.throttle(1, Direction.SERVER_TO_CLIENT);
        client.getOutputStream().write("bcd".getBytes(UTF_8));
        other.delay(Duration.ofHours(1), Direction.CLIENT_TO_SERVER);
        client.getOutputStream().write("e".getBytes(UTF_8));
        other.blackHole();
      }
    }
    proxy.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("fault-proxy"));
  }

  @Test
  void aDeadTargetLooksLikeAReset() throws Exception {
    echo.close();
    // The reset may come before the client's connect is through.
    assertThatThrownBy(
            () -> {
              try (Socket client = connect()) {
                client.setSoTimeout(10_000);
                int unused = client.getInputStream().read();
              }
            })
        .hasMessageContaining("reset");
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(proxy.host(), proxy.port());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address(), 300);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String ask(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return read(socket, text.length());
  }

  private static String read(Socket socket, int length) throws IOException {
    socket.setSoTimeout(5_000);
    return new String(socket.getInputStream().readNBytes(length), UTF_8);
  }

  private static void assertSilent(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.setSoTimeout(100);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  /** Sends back whatever it gets. */
  private static final class EchoServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Thread accepting;
    private final AtomicInteger received = new AtomicInteger();

    EchoServer() {
      try {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      accepting =
          thread(
              () -> {
                while (true) {
                  Socket socket = listening.accept();
                  Thread unused = thread(() -> echo(socket));
                }
              });
    }

    int port() {
      return listening.getLocalPort();
    }

    int received() {
      return received.get();
    }

    private void echo(Socket socket) throws IOException {
      try (socket) {
        InputStream in = socket.getInputStream();
        for (int one = in.read(); one >= 0; one = in.read()) {
          received.incrementAndGet();
          socket.getOutputStream().write(one);
        }
      }
    }

    private interface Work {
      void run() throws IOException;
    }

    private static Thread thread(Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException e) {
                  // The test has ended.
                }
              });
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    @Override
    public void close() {
      try {
        listening.close();
        // A thread inside accept keeps the kernel's socket open, and may take one more connection.
        accepting.join();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
