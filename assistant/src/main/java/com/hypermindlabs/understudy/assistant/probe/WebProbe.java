package com.hypermindlabs.understudy.assistant.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Whether the web page could listen there.
 *
 * @param host address to listen on
 * @param port to listen on; 0 for any
 */
public record WebProbe(String host, int port) implements Probe {
  private static final String AREA = "web";

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public Sighting look() {
    String where = host + ":" + port;
    try {
      InetAddress address = InetAddress.getByName(host);
      try (ServerSocket socket = new ServerSocket(port, 1, address)) {
        return Sighting.of(
            Remark.ok(
                AREA,
                socket.isBound() && address.isLoopbackAddress()
                    ? where + " is free, and reached from this machine alone"
                    : where + " is free"));
      }
    } catch (IOException e) {
      return Sighting.of(
          Remark.warning(
              AREA,
              "nobody can listen on " + where + " just now",
              "another port, or end what listens there; a running serve may be it"));
    }
  }
}
