package com.hypermindlabs.understudy.health;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers whatever it is told as a web server does that does not understand. */
final class HttpServer implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  HttpServer() throws IOException {
    Thread thread = new Thread(this::serve, "http-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listening.getLocalPort();
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        int asked = socket.getInputStream().read(new byte[1024]);
        if (asked > 0) {
          socket
              .getOutputStream()
              .write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
        }
      } catch (IOException e) {
        // The client has gone, or the test has ended.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
