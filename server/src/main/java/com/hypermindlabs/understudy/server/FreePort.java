package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a TCP port that nobody listens on. Thread-safe. */
public final class FreePort {
  // Not getLoopbackAddress(), which is ::1 where IPv6 is preferred: the servers listen here.
  private static final InetAddress LOOPBACK = loopback();

  private static final int FIRST_SERVICE = 20_000;
  private static final int FIRST_LENT = 32_768;
  private static final int TRIES = 50;

  private FreePort() {}

  /** A port of the loopback address that was free a moment ago. */
  public static int onLoopback() {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("find a free port on the loopback address", e);
    }
  }

  /**
   * A free port for a server that is to keep it: below those that the system lends to outgoing
   * connections, so that none of them has it when the server comes back.
   */
  public static int forService() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_SERVICE, FIRST_LENT);
      if (isFree(port)) {
        return port;
      }
    }
    return onLoopback();
  }

  /** Whether nobody listens on a port of the loopback address at this moment. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, LOOPBACK)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes make an address", e);
    }
  }
}
