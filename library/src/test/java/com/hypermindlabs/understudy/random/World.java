package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Two databases with generated tables, and a site between them without its processes. Schedules are
 * run in it one after the other: normal operation, an outage with writes on both sides, the return,
 * all under kills and cuts, then quiet. The seed decides everything.
 */
final class World implements AutoCloseable {
  private static final int PATIENCE = 60;

  /** So many failures say no more than the first. */
  private static final int ENOUGH = 20;

  private final Random random;
  private final Plan plan;
  private final Coverage coverage;
  private final Schema schema;
  private final TwoServers servers;
  private final FaultProxy link;
  private final Faults faults;
  private final Log log = new Log();
  private final Client primary;
  private final Client fallback;
  private final List<String> violations = new ArrayList<>();
  private long struckBefore;
  private Life life;
  private Engine engine;

  World(Plan plan, Random random, Coverage coverage) throws SQLException {
    this.random = random;
    this.coverage = coverage;
    this.plan = plan;
    this.schema = plan.schema();
    this.servers = TwoServers.shared();
    this.link = FaultProxy.to(TestServer.shared());
    this.faults = new Faults(random, coverage);
    servers.migrate(schema.definition().toArray(String[]::new));
    this.primary =
        new Client(
            Side.PRIMARY, servers.primaryOther()::connect, schema, plan.writes("there"), log);
    this.fallback =
        new Client(
            Side.FALLBACK,
            servers.fallbackApplication()::connect,
            schema,
            plan.writes("here"),
            log);
    faults.writers(
        () -> {
          looked(primary.read());
          return primary.write();
        },
        fallback::write);
  }

  /** What is played in it. */
  interface Plan {
    Schema schema();

    /** The writes of one side. */
    Writes writes(String name);

    /** Whether an outage may follow another before the mirror has brought anything. */
    default boolean relapses() {
      return false;
    }

    /** What has to hold of the primary whenever it is looked at; null when it does. */
    default String wrong(Reading primary) {
      return null;
    }
  }

  /** Tables and statements by chance. */
  static Plan generated(Random random, boolean relapses) {
    Schema schema = Schema.random(random);
    return new Plan() {
      @Override
      public Schema schema() {
        return schema;
      }

      @Override
      public boolean relapses() {
        return relapses;
      }

      @Override
      public Writes writes(String name) {
        return new Workload(schema, random, name);
      }
    };
  }

  /** Runs some schedules; answers what no allowed course of events explains in the last one. */
  List<String> run(int schedules) throws SQLException {
    timed("writing", () -> write(primary, 12));
    timed("birth", this::born);
    for (int i = 0; i < schedules && violations.isEmpty(); i++) {
      timed("normal", this::normal);
      boolean relapse = plan.relapses() && random.nextBoolean();
      timed("outage", () -> outage(relapse));
      coverage.count("schedules", "run");
    }
    return violations;
  }

  private void write(Client client, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      client.write();
    }
  }

  /** A new life; may be killed before it stands. */
  private void born() throws SQLException {
    while (engine == null) {
      life = new Life();
      faults.begin(life);
      struck(
          () -> {
            Engine.Servers through =
                new Engine.Servers(link.port(), Tampering.none(), Tampering.none());
            Engine made = new Engine(life, servers, through, schema, faults::at);
            made.prepare();
            engine = made;
          });
    }
  }

  private void timed(String what, Work work) throws SQLException {
    long begun = System.nanoTime();
    work.run();
    coverage.count("milliseconds", what, (int) ((System.nanoTime() - begun) / 1_000_000));
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** Whether the work was done; false when a fault has struck it. Only faults may strike it. */
  private boolean struck(Work work) throws SQLException {
    long cuts = link.injected();
    try {
      work.run();
      if (!life.dead()) {
        return false;
      }
    } catch (Killed | SQLException | RuntimeException e) {
      if (!life.dead() && link.injected() == cuts) {
        coverage.count("failed without a fault", e.getClass().getSimpleName());
        refused(e);
        return true;
      }
      coverage.count("struck", life.dead() ? "killed" : "link cut");
    }
    if (life.dead()) {
      life.awaitGone(List.of(TestServer.shared()));
      engine = null;
    }
    return true;
  }

  /** Without a fault only writers in the way may keep a step from being done. */
  private void refused(Throwable e) {
    if (faults.isQuiet()) {
      violations.add("failed although all was quiet: " + Traces.of(e));
      if (violations.size() > ENOUGH) {
        // A step is tried until it is done: one that never is would be told of without an end.
        throw new IllegalStateException(violations.get(0), e);
      }
    }
  }

  private void cutLink() {
    if (random.nextInt(5) == 0) {
      link.cutAfter(random.nextInt(6000));
    }
  }

  private boolean attempt(Work work) throws SQLException {
    born();
    boolean done = !struck(work);
    link.pass();
    born();
    return done;
  }

  private void normal() throws SQLException {
    faults.storm(1);
    for (int i = random.nextInt(3); i >= 0; i--) {
      cutLink();
      attempt(() -> engine.mirror());
      write(primary, random.nextInt(4));
    }
    faults.calm();
    equal();
    refusedHere();
  }

  /** After a cycle in quiet the fallback is the primary's image. */
  private void equal() throws SQLException {
    Reading there = primary.read();
    for (int i = 0; i < 3 && violations.isEmpty(); i++) {
      attempt(() -> engine.mirror());
      if (there.changesTo(fallback.read()).isEmpty()) {
        return;
      }
    }
    there
        .changesTo(fallback.read())
        .forEach(change -> violations.add("the mirror differs (primary -> fallback): " + change));
  }

  /** The gate is closed: whatever the application tries there is refused. */
  private void refusedHere() throws SQLException {
    int tried = 0;
    while (fallback.write() == Client.Outcome.EMPTY && tried < PATIENCE) {
      tried++;
    }
    if (fallback.refusals().getOrDefault("25006", 0) == 0) {
      violations.add(
          "the closed gate let a write pass, or refused otherwise: " + fallback.refusals());
    }
    fallback.refusals().clear();
  }

  private void outage(boolean relapse) throws SQLException {
    struckBefore = faults.taken() + link.injected();
    write(primary, random.nextInt(4));
    // What a writer does at any later step belongs to the outage.
    log.clear();
    Reading here = fallback.read();
    Reading there = primary.read();
    List<LedgerEntry> before = ledger();
    faults.storm(1);
    while (!attempt(() -> engine.open()) && !attempt(this::mustBeOpen)) {
      coverage.count("struck", "before the gate opened");
    }
    faults.calm();
    fallback.refusals().clear();
    for (int i = 6 + random.nextInt(14); i > 0; i--) {
      write(random.nextInt(3) == 0 ? primary : fallback, 1);
    }
    timed("returning", this::returning);
    judge(here, there, before, relapse);
  }

  private void mustBeOpen() throws SQLException {
    if (!engine.isOpen()) {
      throw new IllegalStateException("still closed");
    }
  }

  private void returning() throws SQLException {
    faults.storm(random.nextInt(3));
    for (int i = random.nextInt(3); i > 0; i--) {
      cutLink();
      round(() -> engine.round());
      write(random.nextBoolean() ? primary : fallback, random.nextInt(2));
    }
    boolean closed = false;
    if (!struckYet()) {
      faults.soon();
    }
    for (int i = 0; !closed && violations.isEmpty(); i++) {
      if (i == 8) {
        faults.calm();
      } else if (i > 12) {
        violations.add("the return does not finish");
      } else if (i < 6) {
        cutLink();
      }
      round(() -> engine.round());
      round(() -> engine.goBack());
      closed = !isOpen();
    }
    faults.calm();
    if (!struckYet()) {
      violations.add("no fault took hold in this schedule");
    }
  }

  private boolean struckYet() {
    return faults.taken() + link.injected() > struckBefore;
  }

  private void round(Work work) throws SQLException {
    if (!isOpen()) {
      return;
    }
    log.round(new Spec.Begin());
    boolean done = attempt(work);
    log.round(new Spec.End(done));
  }

  private boolean isOpen() throws SQLException {
    boolean[] open = new boolean[1];
    while (!attempt(() -> open[0] = engine.isOpen())) {
      coverage.count("struck", "asking for the gate");
    }
    return open[0];
  }

  private List<LedgerEntry> ledger() throws SQLException {
    try (var connection = TwoServers.again(servers.primary()).open()) {
      return LedgerEntry.read(connection, schema);
    }
  }

  private void judge(Reading here, Reading there, List<LedgerEntry> before, boolean relapse)
      throws SQLException {
    if (!violations.isEmpty()) {
      return;
    }
    refusedHere();
    if (!relapse) {
      equal();
    }
    Reading end = primary.read();
    looked(end);
    List<LedgerEntry> ledger = ledger();
    Outage outage =
        new Outage(
            schema,
            here,
            there,
            log.events(),
            end,
            relapse ? end : fallback.read(),
            ledger,
            before);
    Verdict verdict = Verdict.of(outage);
    violations.addAll(verdict.violations());
    if (!violations.isEmpty() && Boolean.getBoolean("understudy.story")) {
      System.out.println(outage.story());
    }
    for (Table table : schema.tables()) {
      coverage.count("policies", table.policy().setting());
      if (table.only(Column.Use.AMOUNT) >= 0) {
        coverage.count("policies", Policy.DELTA.setting());
      }
    }
    verdict.met().forEach((kind, rows) -> coverage.count("conflicts", kind.name(), rows));
    if (relapse && violations.isEmpty()) {
      relapse(
          verdict.looselyJudged().isEmpty()
              && outage.entered().stream().noneMatch(LedgerEntry::held));
    }
  }

  /**
   * The next outage, while the fallback has the rows of the one before.
   *
   * @param clear whether the rows of both sides are told by their keys: the model knows no more
   */
  private void relapse(boolean clear) throws SQLException {
    if (clear) {
      outage(false);
      coverage.count("schedules", "relapsed");
    } else {
      equal();
    }
  }

  private void looked(Reading reading) {
    String wrong = plan.wrong(reading);
    if (wrong != null) {
      violations.add(wrong);
    }
  }

  @Override
  public void close() throws SQLException {
    if (life != null) {
      life.kill();
      life.awaitGone(List.of(TestServer.shared()));
    }
    link.close();
    primary.close();
    fallback.close();
    servers.close();
  }
}
