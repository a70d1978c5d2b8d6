package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.testkit.Kill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A site's own server, looked at past the site. */
final class Fallback implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path folder;
  private final ConnectionTarget owner;
  private final ConnectionFactory factory =
      new ConnectionFactory(
          "onlooker", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));

  /** Kept from one look to the next: a session of its own for each costs the server most. */
  private @Nullable Connection looking;

  private Fallback(Path folder, ConnectionTarget owner) {
    this.folder = folder;
    this.owner = owner;
  }

  /** Waits until there is one. */
  static Fallback of(Path folder) {
    Provisioner provisioner =
        new Provisioner(SiteSettings.fallback(), folder, ProgressListener.SILENT);
    return new Fallback(
        folder,
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .until(provisioner::start, Optional::isPresent)
            .orElseThrow()
            .owner());
  }

  Connection connect() throws SQLException {
    return factory.open(owner);
  }

  boolean isOpen() throws SQLException {
    if (looking == null || !looking.isValid((int) PATIENCE.toSeconds())) {
      close();
      looking = connect();
    }
    try (Statement statement = looking.createStatement();
        ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM understudy.gate)")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Override
  public void close() throws SQLException {
    if (looking != null) {
      looking.close();
    }
  }

  /** SIGKILL to the server and all its backends. */
  void kill() {
    try {
      Path file = folder.resolve("fallback").resolve("data").resolve("postmaster.pid");
      Kill.tree(Long.parseLong(Files.readAllLines(file).get(0).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException("kill the fallback", e);
    }
  }
}
