package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.plan.Plan;
import com.hypermindlabs.understudy.drills.plan.Step;
import com.hypermindlabs.understudy.drills.work.History;
import com.hypermindlabs.understudy.drills.work.Writer;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** All that one schedule has: a database, sites, and somebody else who writes. Not thread-safe. */
final class World implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int ANSWER_SECONDS = 5;

  private final Plan plan;
  private final Primary primary;
  private final TestDatabase database;
  private final DataSource direct;
  private final LostCommits lost;
  private final List<Site> sites = new ArrayList<>();
  private final Set<Site> ordered = new HashSet<>();
  private final History othersHistory;
  private final Writer other;
  private int version = 1;

  World(Plan plan, Stage stage, Path scratch) {
    this.plan = plan;
    this.primary = stage.primary();
    this.database = primary.createDatabase();
    this.direct = direct(database);
    this.lost = new LostCommits(direct);
    this.othersHistory = new History(scratch.resolve("other.history"));
    this.other = new Writer("other", direct, primary.port(), false, plan.seed() * 7, othersHistory);
    for (int i = 0; i < plan.sites(); i++) {
      Path folder = stage.template().copyTo(scratch.resolve("site" + i));
      Site.Place place = new Site.Place(i, folder, scratch, database, plan.threads(), plan.seed());
      sites.add(new Site(place, plan.processes(), stage.spares()));
    }
  }

  private static DataSource direct(TestDatabase database) {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setConnectTimeout(ANSWER_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
    return source;
  }

  Primary primary() {
    return primary;
  }

  List<Site> sites() {
    return sites;
  }

  LostCommits lost() {
    return lost;
  }

  /** The primary, past every link, with answers within seconds. */
  DataSource direct() {
    return direct;
  }

  /** An operator has turned a site: only an operator's order leads it back. */
  void ordered(Site site) {
    ordered.add(site);
  }

  boolean wasOrdered(Site site) {
    return ordered.contains(site);
  }

  void newVersion() {
    version = 2;
  }

  int version() {
    return version;
  }

  /** Starts the sites, and lets everybody work. */
  void open() {
    sites.forEach(site -> site.fill(1));
    sites.forEach(Site::awaitStarted);
    for (Site site : sites) {
      Waiting.require(LONG, "the gate of " + site.name(), () -> gated(site));
      if (plan.seeded()) {
        Waiting.require(LONG, "the first copy of " + site.name(), () -> seeded(site));
      }
    }
    Thread thread = new Thread(other, "other");
    thread.setDaemon(true);
    thread.start();
    sites.forEach(Site::work);
    other.work(true);
  }

  private static boolean gated(Site site) throws Exception {
    site.fallback().showEpoch();
    return true;
  }

  private static boolean seeded(Site site) throws Exception {
    try (Connection connection = site.fallback().asOwner();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT as_of IS NOT NULL AND NOT seeding FROM understudy.mirror")) {
      return row.next() && row.getBoolean(1);
    }
  }

  Fault fault(Step step) {
    Site site = sites.get(step.site());
    if (step.kind().atAStep()) {
      return new Trap(this, site, step.kind(), step.number());
    }
    return switch (step.kind().target()) {
      case LINK -> new LinkFault(site, step.kind(), step.number());
      case PRIMARY -> new PrimaryFault(primary, lost, step.kind());
      case PROCESS, FALLBACK -> new SiteFault(site, step.kind(), step.number());
      case NOTHING -> new Order(this, site, step.kind(), step.number());
    };
  }

  /** Nobody works any more, and all is well again but for what the sites have to do. */
  void rest() {
    other.work(false);
    primary.recover();
    for (Site site : sites) {
      site.wakeAll();
      site.link().pass();
      site.awaitAnswers();
      site.replaceHalted(version);
      for (Member member : List.copyOf(site.members())) {
        if (member.version() < version) {
          member.awaitStarted();
          String unused = member.carryOut("REST");
          member.end();
          site.forget(member);
        }
      }
      site.fill(version);
      site.awaitStarted();
      site.rest();
    }
    while (!other.resting()) {
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Processes leave; those that did may be used again. */
  void leave() {
    sites.forEach(Site::leave);
  }

  @Override
  public void close() {
    other.end();
    sites.forEach(Site::close);
    othersHistory.close();
    primary.recover();
    primary.drop(database);
  }
}
