package com.hypermindlabs.understudy.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sockets that obey one absolute deadline, for pgjdbc, whose own limits count seconds and
 * start anew with every read. Public because the driver calls its constructor by name, with the key
 * of a {@link Group}; of no use to anybody else. Thread-safe.
 */
public final class DeadlineSockets extends SocketFactory {
  private static final Logger LOG = LoggerFactory.getLogger(DeadlineSockets.class);
  private static final Map<String, Group> GROUPS = new ConcurrentHashMap<>();
  private static final AtomicLong KEYS = new AtomicLong();

  private final Group group;

  /**
   * Called by the driver.
   *
   * @param key the key of a group
   */
  public DeadlineSockets(String key) {
    super();
    Group known = GROUPS.get(key);
    if (known == null) {
      throw new IllegalArgumentException("no open probe has the key " + key);
    }
    this.group = known;
  }

  /** How far a connection has come. */
  enum Phase {
    RESOLVING,
    CONNECTING,
    TALKING
  }

  /** The sockets of one probe, and the deadline that all of them obey. Thread-safe. */
  static final class Group implements AutoCloseable {
    private final String key = Long.toString(KEYS.incrementAndGet());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long deadline;
    private volatile Phase phase = Phase.TALKING;
    private volatile boolean closed;

    /** What the driver's socket factory takes as its argument. */
    String key() {
      return key;
    }

    /** Makes the key known, until close. */
    void register() {
      if (!closed) {
        GROUPS.put(key, this);
      }
    }

    void deadline(long nanoTime) {
      deadline = nanoTime;
    }

    long nanosLeft() {
      return closed ? 0 : deadline - System.nanoTime();
    }

    Phase phase() {
      return phase;
    }

    void enter(Phase next) {
      phase = next;
    }

    void add(Socket socket) {
      open.add(socket);
      if (closed) {
        abort();
      }
    }

    void remove(Socket socket) {
      open.remove(socket);
    }

    /** Closes every socket, so that whoever waits on one gets his error. */
    void abort() {
      for (Socket socket : open) {
        try {
          socket.close();
        } catch (IOException e) {
          LOG.debug("abort {}", socket, e);
        }
      }
    }

    /** As abort, and makes no sockets from now on. */
    @Override
    public void close() {
      closed = true;
      GROUPS.remove(key);
      abort();
    }
  }

  @Override
  public Socket createSocket() {
    group.enter(Phase.RESOLVING);
    Socket socket = new DeadlineSocket(group);
    group.add(socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }
}
