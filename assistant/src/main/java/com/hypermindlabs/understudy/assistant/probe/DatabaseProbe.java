package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.health.ClusterProbe;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.pool.DirectDataSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A server with the application's database: reachable, fast, encrypted, new enough, with the rights
 * that the assistant and the capture need.
 *
 * @param area which of the servers, as {@code primary}
 * @param database how it is reached
 * @param patience for this look
 * @param limit that the running system will set each of its probes
 */
public record DatabaseProbe(
    String area, DatabaseSettings database, Duration patience, Duration limit) implements Probe {
  private static final double NANOS_PER_MILLI = 1e6;
  // More than this many parts of the limit in one round trip is slow.
  private static final int SLOW_PARTS = 2;

  @Override
  public Sighting look() {
    Reading reading;
    try (ClusterProbe probe = new ClusterProbe(database, patience)) {
      reading = probe.read(true);
    }
    if (reading instanceof Reading.Unhealthy bad) {
      return Sighting.of(
          Remark.error(
              area,
              bad.problem().code().json() + ": " + bad.problem().message(),
              bad.problem().hint()));
    }
    return Sighting.of(inside((Reading.Healthy) reading));
  }

  private List<Remark> inside(Reading.Healthy healthy) {
    ConnectionFactory factory = Patience.factory();
    List<Remark> remarks = new ArrayList<>();
    remarks.add(speed(healthy));
    ConnectionTarget target = database.target(healthy.endpoint());
    try (Connection connection = factory.open(target)) {
      Questions questions = new Questions(connection);
      remarks.add(encryption(questions, target));
      remarks.addAll(new RightsCheck(area, questions, target).remarks());
      remarks.add(vector(questions));
    } catch (SQLException e) {
      remarks.add(
          Remark.error(
              area,
              "look at " + target + ": " + e.getMessage(),
              "see the server's log, then look again"));
    }
    if (!Thread.currentThread().isInterrupted()) {
      remarks.add(new SchemaCheck(area, new DirectDataSource(factory, target, Map.of())).remark());
    }
    return remarks;
  }

  private Remark speed(Reading.Healthy healthy) {
    String message =
        String.format(
            Locale.ROOT,
            "%s serves, PostgreSQL %s, %.1f ms a round trip",
            healthy.endpoint(),
            healthy.version(),
            healthy.latency().toNanos() / NANOS_PER_MILLI);
    return healthy.latency().multipliedBy(SLOW_PARTS).compareTo(limit) > 0
        ? Remark.warning(
            area, message, "that is close to failover.probe_timeout: raise it, or mend the link")
        : Remark.ok(area, message);
  }

  private Remark encryption(Questions questions, ConnectionTarget target) throws SQLException {
    String version =
        questions.text(
            "SELECT coalesce(max(version), '') FROM pg_stat_ssl WHERE ssl AND pid ="
                + " pg_backend_pid()");
    if (!version.isEmpty()) {
      return Remark.ok(area, "the connection is encrypted with " + version);
    }
    return loopback(target.endpoint().host())
        ? Remark.ok(area, "the connection is not encrypted and does not leave this host")
        : Remark.warning(
            area,
            "the connection to " + target.endpoint() + " is not encrypted",
            "turn on ssl on the server and set sslmode to verify-full");
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private Remark vector(Questions questions) throws SQLException {
    return questions.yes("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')")
        ? Remark.ok(area, "pgvector is installed")
        : Remark.warning(
            area,
            "pgvector is not installed: search by meaning works without an index, only slower",
            "as a superuser there: CREATE EXTENSION vector");
  }
}
