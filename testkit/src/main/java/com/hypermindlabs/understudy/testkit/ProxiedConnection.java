package com.hypermindlabs.understudy.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection through a {@link FaultProxy}: two sockets, two pumps, two threads. */
final class ProxiedConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ProxiedConnection.class);
  private static final int CONNECT_MILLIS = 5_000;

  private final Link link;
  private final Socket client;
  private final Socket server = new Socket();
  private final InetSocketAddress target;
  private final Consumer<ProxiedConnection> ended;
  private final Pump questions;
  private final Pump answers;
  private final Thread asking = new Thread(this::ask, "fault-proxy-questions");
  private final Thread answering = new Thread(this::answer, "fault-proxy-answers");
  private final AtomicInteger running = new AtomicInteger(1);
  private final AtomicBoolean waiting = new AtomicBoolean();

  ProxiedConnection(
      Link link, Socket client, InetSocketAddress target, Consumer<ProxiedConnection> ended) {
    this.link = link;
    this.client = client;
    this.target = target;
    this.ended = ended;
    this.questions = new Pump(link, Direction.CLIENT_TO_SERVER, client, server, this::asked);
    this.answers = new Pump(link, Direction.SERVER_TO_CLIENT, server, client, this::answered);
    asking.setDaemon(true);
    answering.setDaemon(true);
  }

  private void asked() {
    if (!waiting.getAndSet(true)) {
      link.countRoundTrip();
    }
  }

  private void answered() {
    waiting.set(false);
  }

  void start() {
    asking.start();
  }

  /** Ends the connection with a RST to both sides. */
  void reset() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        if (!socket.isClosed()) {
          socket.setSoLinger(true, 0);
        }
        socket.close();
      } catch (IOException e) {
        LOG.debug("reset {}", socket, e);
      }
    }
    // Those that wait for a fault to end; closing the sockets has woken the others.
    asking.interrupt();
    answering.interrupt();
  }

  /** Waits until no write is under way in a direction; says whether that came in time. */
  boolean settled(Direction direction, long millis) throws InterruptedException {
    return (direction == Direction.CLIENT_TO_SERVER ? questions : answers).settled(millis);
  }

  /** Waits for both threads; says whether they ended in time. */
  boolean awaitEnd(long millis) throws InterruptedException {
    asking.join(millis);
    answering.join(millis);
    return !asking.isAlive() && !answering.isAlive();
  }

  private void ask() {
    try {
      // A server behind a silent link does not even see the connection.
      link.waitWhileHeld(Direction.CLIENT_TO_SERVER);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, CONNECT_MILLIS);
      if (server.getLocalPort() == target.getPort()
          && server.getInetAddress().isLoopbackAddress()) {
        // Nobody listens, and the kernel chose the very port that was asked for: TCP then connects
        // a socket with itself.
        throw new IOException("nobody listens on " + target);
      }
      running.incrementAndGet();
      answering.start();
    } catch (IOException | InterruptedException e) {
      LOG.debug("connect to {}", target, e);
      reset();
      done();
      return;
    }
    carry(questions);
  }

  private void answer() {
    carry(answers);
  }

  private void carry(Pump pump) {
    try {
      pump.run();
    } catch (IOException | InterruptedException e) {
      LOG.debug("connection to {} ends", target, e);
      reset();
    } finally {
      done();
    }
  }

  private void done() {
    if (running.decrementAndGet() == 0) {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        LOG.debug("close the connection to {}", target, e);
      }
      ended.accept(this);
    }
  }
}
