package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;

/** A server and the link that leads to it, for rigs whose primary is one server. */
record LinkedPrimary(TestServer server, FaultProxy link) implements AutoCloseable {
  static LinkedPrimary start() {
    TestServer server = TestServer.start();
    return new LinkedPrimary(server, FaultProxy.to(server));
  }

  /** See {@link Rig#strike}. */
  long strike(Rig.Blow blow) {
    long now = System.nanoTime();
    switch (blow) {
      case KILL -> now = server.kill();
      case RESET -> link.refuse();
      case SILENCE -> link.swallow();
    }
    return now;
  }

  /** See {@link Rig#revive}. */
  void revive() {
    server.restart();
    link.pass();
  }

  /** Past the link. */
  Connection truth() throws SQLException {
    return server.maintenance().connect();
  }

  @Override
  public void close() {
    try (server;
        link) {
      link.pass();
    }
  }
}
