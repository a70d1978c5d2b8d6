package com.hypermindlabs.understudy.assistant.doctor;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.ClusterProbe;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.pool.DirectDataSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The primary: reachable, fast, encrypted, with the rights that the assistant needs. */
record PrimaryCheck(Settings settings, ConnectionFactory factory) {
  private static final String AREA = "primary";
  private static final double NANOS_PER_MILLI = 1e6;

  List<Remark> remarks() {
    @Nullable DatabaseSettings database = settings.database();
    if (database == null) {
      return List.of(Remark.ok(AREA, "not configured: the site is local"));
    }
    Reading reading;
    try (ClusterProbe probe = new ClusterProbe(database, settings.failover().probe().timeout())) {
      reading = probe.read(true);
    }
    if (reading instanceof Reading.Unhealthy bad) {
      return List.of(
          Remark.error(
              AREA,
              bad.problem().code().json() + ": " + bad.problem().message(),
              bad.problem().hint()));
    }
    Reading.Healthy healthy = (Reading.Healthy) reading;
    List<Remark> remarks = new ArrayList<>();
    remarks.add(speed(healthy));
    ConnectionTarget target = database.target(healthy.endpoint());
    try (Connection connection = factory.open(target)) {
      Questions questions = new Questions(connection);
      remarks.add(encryption(questions, target));
      remarks.addAll(new RightsCheck(questions, target).remarks());
      remarks.add(vector(questions));
    } catch (SQLException e) {
      remarks.add(
          Remark.error(
              AREA,
              "look at " + target + ": " + e.getMessage(),
              "see the server's log, then run doctor again"));
    }
    remarks.add(new SchemaCheck(AREA, new DirectDataSource(factory, target, Map.of())).remark());
    return remarks;
  }

  private static Remark speed(Reading.Healthy healthy) {
    String message =
        String.format(
            Locale.ROOT,
            "%s serves, PostgreSQL %s, %.1f ms a round trip",
            healthy.endpoint(),
            healthy.version(),
            healthy.latency().toNanos() / NANOS_PER_MILLI);
    return healthy.slow()
        ? Remark.warning(
            AREA, message, "that is close to failover.probe_timeout: raise it, or mend the link")
        : Remark.ok(AREA, message);
  }

  private static Remark encryption(Questions questions, ConnectionTarget target)
      throws SQLException {
    String version =
        questions.text(
            "SELECT coalesce(max(version), '') FROM pg_stat_ssl WHERE ssl AND pid ="
                + " pg_backend_pid()");
    if (!version.isEmpty()) {
      return Remark.ok(AREA, "the connection is encrypted with " + version);
    }
    return loopback(target.endpoint().host())
        ? Remark.ok(AREA, "the connection is not encrypted and does not leave this host")
        : Remark.warning(
            AREA,
            "the connection to " + target.endpoint() + " is not encrypted",
            "turn on ssl on the server and set database.sslmode to verify-full");
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static Remark vector(Questions questions) throws SQLException {
    return questions.yes("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')")
        ? Remark.ok(AREA, "pgvector is installed")
        : Remark.warning(
            AREA,
            "pgvector is not installed: search by meaning works without an index, only slower",
            "as a superuser there: CREATE EXTENSION vector");
  }
}
