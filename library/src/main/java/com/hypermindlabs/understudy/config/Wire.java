package com.hypermindlabs.understudy.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection goes over: its sockets as they are below the encryption. Whoever closes an
 * encrypted socket waits for the one who writes on it, and he for a link that has fallen silent;
 * the socket below closes at once. To be given to {@link ConnectionFactory#open(ConnectionTarget,
 * Map, Wire)}. Thread-safe.
 */
public final class Wire {
  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  private static final Map<String, Sockets.Source> CONNECTING = new ConcurrentHashMap<>();
  private static final AtomicLong KEYS = new AtomicLong();

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Opens a connection by properties. */
  interface Opening {
    /** Opens it with sockets of the named factory, which takes an argument. */
    Connection open(Class<? extends SocketFactory> sockets, String argument) throws SQLException;
  }

  /**
   * Opens a connection over it.
   *
   * @param below makes the sockets
   */
  Connection over(SocketFactory below, Opening opening) throws SQLException {
    String key = Long.toString(KEYS.incrementAndGet());
    CONNECTING.put(key, new Sockets.Source(this, below));
    try {
      return opening.open(Sockets.class, key);
    } finally {
      CONNECTING.remove(key);
    }
  }

  /**
   * Ends a connection over it, whoever is using it now; they get their errors at once. Never waits
   * for the link or for a lock.
   *
   * @throws SQLException what the driver says
   */
  public void abort(Connection connection) throws SQLException {
    // The sockets of a factory of the application's may wait when they are closed.
    Executor how = open.stream().allMatch(Wire::closesAtOnce) ? Runnable::run : Wire::apart;
    how.execute(this::cut);
    connection.abort(how);
  }

  private static boolean closesAtOnce(Socket socket) {
    return socket.getClass() == Socket.class;
  }

  private static void apart(Runnable work) {
    Thread thread = new Thread(work, "understudy-cut");
    thread.setDaemon(true);
    thread.start();
  }

  private void cut() {
    for (Socket socket : open) {
      try {
        if (socket instanceof SSLSocket) {
          socket.setSoLinger(true, 0); // it waits so long for the one who writes
        }
        socket.close();
      } catch (IOException e) {
        LOG.debug("close {}", socket, e);
      }
    }
  }

  private Socket add(Socket socket) {
    open.removeIf(Socket::isClosed);
    open.add(socket);
    return socket;
  }

  /**
   * Makes the sockets of a wire. Public because the driver calls its constructor by name; of no use
   * to anybody else. Thread-safe.
   */
  public static final class Sockets extends SocketFactory {
    private record Source(Wire wire, SocketFactory below) {}

    private final Source source;

    /**
     * Called by the driver.
     *
     * @param key names a connection that is being opened
     */
    public Sockets(String key) {
      super();
      Source known = CONNECTING.get(key);
      if (known == null) {
        throw new IllegalArgumentException("no connection is being opened with the key " + key);
      }
      this.source = known;
    }

    @Override
    public Socket createSocket() throws IOException {
      return source.wire.add(source.below.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return source.wire.add(source.below.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return source.wire.add(source.below.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return source.wire.add(source.below.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return source.wire.add(source.below.createSocket(host, port, local, localPort));
    }
  }
}
