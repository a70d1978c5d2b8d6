package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Closing;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Two servers with tables, a capture on the primary and a mirror between them. */
final class MirroredSite implements AutoCloseable {
  final TwoServers servers;
  final OurNames names;
  final UUID site = UUID.randomUUID();
  final List<String> reseeded = new ArrayList<>();
  final List<SeedProgress> progress = new ArrayList<>();
  MirrorSettings settings = settings(10_000);
  Mirror mirror;
  List<Verdict> verdicts = List.of();

  private MirroredSite(TwoServers servers) throws SQLException {
    this.servers = servers;
    try (Connection connection = TwoServers.again(servers.primary()).open()) {
      this.names = OurNames.choose(connection);
    }
    this.mirror = mirror(StepHook.NONE);
  }

  static MirrorSettings settings(int block) {
    return new MirrorSettings(
        Duration.ofSeconds(1), Duration.ofDays(7), 1L << 30, block, List.of(), List.of());
  }

  static MirroredSite shared(String... tables) throws SQLException {
    return on(TestServer.shared(), TestServer.shared(), tables);
  }

  static MirroredSite on(TestServer primary, TestServer fallback, String... tables)
      throws SQLException {
    return with(TwoServers.on(primary, fallback), tables);
  }

  static MirroredSite with(TwoServers servers, String... tables) throws SQLException {
    MirroredSite site = new MirroredSite(servers);
    site.servers.migrate(tables);
    site.decide();
    return site;
  }

  Mirror mirror(StepHook steps) {
    return mirror(servers.primary(), steps);
  }

  /** One that reaches the primary by another way. */
  Mirror mirror(Link primary, StepHook steps) {
    MirrorListener listener =
        new MirrorListener() {
          @Override
          public void progress(SeedProgress now) {
            synchronized (progress) {
              progress.add(now);
            }
          }

          @Override
          public void reseeding(TableName table, String reason) {
            reseeded.add(table.name());
          }
        };
    return new Mirror(primary, servers.fallback(), site, names, settings, listener, steps);
  }

  /** One that fills this fallback from another primary. */
  Mirror mirrorOf(MirroredSite other) {
    return new Mirror(
        other.servers.primary(),
        servers.fallback(),
        site,
        other.names,
        settings,
        MirrorListener.SILENT,
        StepHook.NONE);
  }

  /** What is decided for that. */
  List<Verdict> verdictsOf(MirroredSite other) throws SQLException {
    return verdicts(other.shapes(true), shapes(false));
  }

  /** Captures every table, and protects it. */
  void decide() throws SQLException {
    List<TableShape> primary = shapes(true);
    new PrimaryCapture(servers.primary(), names).install(primary);
    verdicts = verdicts(shapes(true), shapes(false));
    new Journal(servers.fallback()).install(verdicts, Set.of());
  }

  private List<TableShape> shapes(boolean ofPrimary) throws SQLException {
    Link link = TwoServers.again(ofPrimary ? servers.primary() : servers.fallback());
    try (Connection connection = link.open()) {
      connection.setAutoCommit(false);
      Pins.set(connection, Duration.ofSeconds(5));
      return Catalog.read(connection);
    }
  }

  static List<Verdict> verdicts(List<TableShape> primary, List<TableShape> fallback) {
    List<Verdict> verdicts = new ArrayList<>();
    for (TableShape ours : fallback) {
      primary.stream()
          .filter(theirs -> theirs.name().equals(ours.name()))
          .forEach(
              theirs ->
                  verdicts.add(
                      new Verdict(ours.name(), Verdict.State.PROTECTED, null, null, theirs, ours)));
    }
    return verdicts;
  }

  /** As at the end of a return that had nothing to bring. */
  void closeGate() throws SQLException {
    long epoch = epoch();
    try (Closing closing = servers.gate().beginClosing(Duration.ofSeconds(5))) {
      closing.close(epoch, "back");
    }
  }

  long epoch() throws SQLException {
    return servers.gate().read().epoch();
  }

  CycleReport cycle() throws SQLException {
    return mirror.cycle(verdicts, epoch());
  }

  /** As it does in life: decides again when the catalog has changed. */
  CycleReport cycleDeciding() throws SQLException {
    CycleReport report = cycle();
    if (report.state() == CycleReport.State.STALE) {
      decide();
      report = cycle();
    }
    return report;
  }

  List<String> onPrimary(String query) throws SQLException {
    return TwoServers.rows(servers.primary(), query);
  }

  List<String> onFallback(String query) throws SQLException {
    return TwoServers.rows(servers.fallback(), query);
  }

  /** Fails unless tables have the same rows on both sides. */
  static void assertSame(MirroredSite site, String... tables) throws SQLException {
    for (String table : tables) {
      String query = "SELECT x::text FROM " + table + " x ORDER BY 1";
      assertThat(site.onFallback(query)).as(table).isEqualTo(site.onPrimary(query));
    }
  }

  @Override
  public void close() {
    mirror.close();
    servers.close();
  }
}
