package com.hypermindlabs.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on the loopback address that stands in for a bad link or a dead server. It starts
 * passing everything; each method below puts another fault in force, at once and for the
 * connections that are open, too. A fault that fails to take hold throws {@link
 * IllegalStateException}; {@link #injected()} counts what the faults did, so that a test can assert
 * that its fault hit something.
 *
 * <p>Faults of the data ({@code swallow}, {@code delay}, {@code throttle}, {@code cutAfter}, {@code
 * cutBefore}, {@code swallowBefore}) apply to the directions named, to both when none is named; the
 * other direction keeps its own. They open the port again if it was shut.
 *
 * <p>Thread-safe. Uses one thread, and two more for each open connection; {@link #close()} ends
 * them all.
 */
public final class FaultProxy implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 5_000;

  /** What becomes of a client that connects. */
  private enum Door {
    OPEN,
    SHUT,
    RESETTING
  }

  private final InetSocketAddress target;
  private final Listener listener;
  private final Link link = new Link();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile Door door = Door.SHUT;

  private FaultProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = new Listener(this::accepted);
  }

  /** Starts a proxy before any server; it passes everything. */
  public static FaultProxy to(String host, int port) {
    try {
      FaultProxy proxy = new FaultProxy(new InetSocketAddress(InetAddress.getByName(host), port));
      proxy.pass();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("start a fault proxy to " + host + ":" + port, e);
    }
  }

  /** Starts a proxy before a test server; it passes everything. */
  public static FaultProxy to(TestServer server) {
    return to(server.host(), server.port());
  }

  /** Always the loopback address. */
  public String host() {
    return listener.address().getAddress().getHostAddress();
  }

  /** The port; the same for the proxy's whole life. */
  public int port() {
    return listener.address().getPort();
  }

  /**
   * Ends every fault. What was swallowed goes on its way now, as over a link that heals.
   * Connections that were reset stay so.
   */
  public synchronized void pass() {
    order(new Fault.Pass(), Direction.values());
  }

  /**
   * As a server that is gone: new connections are refused, open ones are reset. Counts one
   * injection for the refusal, which is tried out, and one for each connection.
   */
  public synchronized void refuse() {
    door = Door.SHUT;
    listen(listener::refuse);
    link.count(1);
    resetOpen();
  }

  /** New connections are refused, open ones go on. Counts one injection for the refusal. */
  public synchronized void refuseNew() {
    door = Door.SHUT;
    listen(listener::refuse);
    link.count(1);
  }

  /** Open connections get a RST, new ones as soon as they are accepted. Each counts. */
  public synchronized void reset() {
    if (door == Door.SHUT) {
      listen(listener::open);
    }
    door = Door.RESETTING;
    resetOpen();
  }

  /** Open connections get a RST, once; each counts. What is in force for new ones stays. */
  public synchronized void resetOpen() {
    List<ProxiedConnection> open = List.copyOf(connections);
    open.forEach(ProxiedConnection::reset);
    awaitEnd(open);
    link.count(open.size());
  }

  /**
   * As a link that drops packets: connections are accepted and stay open, but nothing is forwarded,
   * the end of a connection included. Counts each chunk, end and new connection that is held.
   */
  public synchronized void swallow(Direction... directions) {
    order(new Fault.Hold(), directions);
  }

  /**
   * As a host that is switched off: attempts to connect get no answer, and open connections are
   * held as by {@link #swallow}. Counts one injection for the silence, which is tried out.
   */
  public synchronized void blackHole() {
    for (Direction direction : Direction.values()) {
      link.set(direction, new Fault.Hold());
      settle(direction);
    }
    door = Door.SHUT;
    listen(listener::ignore);
    link.count(1);
  }

  /** Each chunk (64 KB at most) waits so long before it goes on. Counts each chunk. */
  public synchronized void delay(Duration time, Direction... directions) {
    order(new Fault.Delay(time), directions);
  }

  /** Each connection carries so many bytes a second at most. Counts each slice that waited. */
  public synchronized void throttle(long bytesPerSecond, Direction... directions) {
    order(new Fault.Throttle(bytesPerSecond), directions);
  }

  /**
   * Each connection is reset when so many more bytes of it have passed; zero lets nothing of the
   * next chunk through, so that the answer to a question is lost that the server has got.
   */
  public synchronized void cutAfter(long bytes, Direction... directions) {
    order(new Fault.Cut(bytes), directions);
  }

  /**
   * Each connection is reset when these bytes are to pass; what stands before them in the same
   * chunk (64 KB at most) passes. They are looked for within chunks: an answer that the server
   * sends at once is in one. With {@code "COMMIT\0"} towards the client, every commit of a
   * PostgreSQL without TLS is carried out and never answered.
   */
  public synchronized void cutBefore(byte[] text, Direction... directions) {
    order(new Fault.Before(text, Fault.Before.Then.CUT), directions);
  }

  /**
   * As by {@link #swallow} on every connection, from where these bytes are to pass on one of them;
   * what stands before them in the same chunk (64 KB at most) passes, and they are looked for
   * within chunks. With {@code "COMMIT"} towards the server it is as a process that is stopped
   * before it commits: a PostgreSQL without TLS waits in the transaction.
   */
  public synchronized void swallowBefore(byte[] text, Direction... directions) {
    order(new Fault.Before(text, Fault.Before.Then.SWALLOW), directions);
  }

  /** How often faults have hit something since the proxy was started. */
  public long injected() {
    return link.injected();
  }

  /**
   * How often a client has waited for the server, over all connections so far: it spoke after the
   * server had spoken. On a link as slow as most are, that is what work is made of.
   */
  public long roundTrips() {
    return link.roundTrips();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.size();
  }

  /** Resets what is open, closes the port and waits for the threads. */
  @Override
  public synchronized void close() {
    door = Door.SHUT;
    listen(listener::close);
    link.close();
    List<ProxiedConnection> open = List.copyOf(connections);
    open.forEach(ProxiedConnection::reset);
    awaitEnd(open);
  }

  private void order(Fault fault, Direction... directions) {
    Direction[] meant = directions.length == 0 ? Direction.values() : directions;
    for (Direction direction : meant) {
      link.set(direction, fault);
    }
    for (Direction direction : meant) {
      settle(direction);
    }
    if (door == Door.SHUT) {
      listen(listener::open);
    }
    door = Door.OPEN;
  }

  /** A write that began before the order may not end after it. */
  private void settle(Direction direction) {
    for (ProxiedConnection connection : connections) {
      if (link.fault(direction) instanceof Fault.Pass) {
        continue;
      }
      try {
        if (!connection.settled(direction, PATIENCE_MILLIS)) {
          throw new IllegalStateException(
              "the fault for " + direction + " does not take hold: a write is stuck");
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private void accepted(Socket client) {
    ProxiedConnection connection = new ProxiedConnection(link, client, target, connections::remove);
    connections.add(connection);
    if (door == Door.OPEN) {
      connection.start();
    } else {
      // Counted first: the client may see the reset before this thread goes on.
      link.count(1);
      connection.reset();
      connections.remove(connection);
    }
  }

  private void awaitEnd(List<ProxiedConnection> ending) {
    for (ProxiedConnection connection : ending) {
      try {
        if (!connection.awaitEnd(PATIENCE_MILLIS)) {
          throw new IllegalStateException("a connection of the proxy survives its reset");
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private interface Change {
    void run() throws IOException, InterruptedException;
  }

  private void listen(Change change) {
    try {
      change.run();
    } catch (IOException e) {
      throw new IllegalStateException("change what port " + port() + " of the proxy does", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while changing the proxy's fault", e);
  }
}
