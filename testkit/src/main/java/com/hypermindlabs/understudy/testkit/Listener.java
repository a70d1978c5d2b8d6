package com.hypermindlabs.understudy.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The listening side of a {@link FaultProxy}: one port, kept for good, that accepts, refuses or
 * leaves connection attempts unanswered. Not thread-safe: the proxy orders one change at a time.
 */
final class Listener {
  private static final int BACKLOG = 128;
  private static final int PROBE_MILLIS = 150;
  private static final int MOST_FILLERS = 64;
  private static final long PATIENCE_MILLIS = 5_000;
  // Out of file handles, say: not to be tried again at full speed.
  private static final long RETRY_NANOS = 10_000_000;

  // Bound, never listening: nobody else gets the port while we refuse, and the kernel refuses.
  private final Socket reservation = new Socket();
  private final InetSocketAddress address;
  private final List<Socket> fillers = new ArrayList<>();
  private final Consumer<Socket> accepted;
  private ServerSocket socket = new ServerSocket();
  private Thread acceptor = new Thread(() -> {});

  Listener(Consumer<Socket> accepted) throws IOException {
    this.accepted = accepted;
    reservation.setReuseAddress(true);
    reservation.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = (InetSocketAddress) reservation.getLocalSocketAddress();
  }

  InetSocketAddress address() {
    return address;
  }

  /** Accepts connections from now on. */
  void open() throws IOException, InterruptedException {
    shut();
    ServerSocket listening = listen(BACKLOG);
    socket = listening;
    acceptor = new Thread(() -> accept(listening), "fault-proxy-accept-" + address.getPort());
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** Refuses connections from now on, and has looked whether it does. */
  void refuse() throws IOException, InterruptedException {
    shut();
  }

  private boolean refuses() throws IOException {
    try (Socket probe = new Socket()) {
      probe.connect(address, PROBE_MILLIS);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (SocketException | SocketTimeoutException e) {
      return false; // a connection to the socket that is going
    }
  }

  /** Leaves attempts to connect unanswered: a queue that is full drops them. */
  void ignore() throws IOException, InterruptedException {
    shut();
    socket = listen(1);
    while (fillers.size() < MOST_FILLERS) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(address, PROBE_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new IllegalStateException("black hole: " + address + " still answers");
  }

  /** Closes the port and gives it back. */
  void close() throws IOException, InterruptedException {
    shut();
    reservation.close();
  }

  /**
   * Closes the socket, and waits until nobody listens: a process that another thread of this JVM
   * starts has it too, until it has closed it for itself.
   */
  private void shut() throws IOException, InterruptedException {
    socket.close();
    for (Socket filler : fillers) {
      filler.close();
    }
    fillers.clear();
    acceptor.join(PATIENCE_MILLIS);
    if (acceptor.isAlive()) {
      throw new IllegalStateException("the proxy's thread " + acceptor.getName() + " hangs");
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!refuses()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("refuse: " + address + " still accepts connections");
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private ServerSocket listen(int backlog) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(address, backlog);
    return listening;
  }

  private void accept(ServerSocket listening) {
    while (true) {
      try {
        accepted.accept(listening.accept());
      } catch (IOException e) {
        if (listening.isClosed()) {
          return;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }
}
