package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An outage with a perfect ending, for tests of the model: the writes are made on two real
 * databases, the return is worked out in memory.
 */
final class ImaginedOutage {
  private final Schema schema;
  private final Random random;

  private ImaginedOutage(Schema schema, Random random) {
    this.schema = schema;
    this.random = random;
  }

  static Outage of(long seed) throws SQLException {
    Random random = new Random(seed);
    return new ImaginedOutage(Schema.random(random), random).run();
  }

  private Outage run() throws SQLException {
    TestServer server = TestServer.shared();
    TestDatabase there = server.createDatabase();
    try (Connection connection = there.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : schema.definition()) {
        statement.execute(sql);
      }
    }
    Log log = new Log();
    try (Client before = client(Side.PRIMARY, there, "before", log)) {
      write(before, 15);
    }
    TestDatabase here = server.createDatabase(there);
    log.clear();
    try (Client primary = client(Side.PRIMARY, there, "there", log);
        Client fallback = client(Side.FALLBACK, here, "here", log)) {
      // Numbers come from blocks, so both sides draw different ones.
      ownNumbers(fallback);
      Reading start = fallback.read();
      for (int i = 0; i < 12; i++) {
        write(random.nextBoolean() ? primary : fallback, 1);
      }
      log.round(new Spec.Begin());
      log.round(new Spec.End(true));
      return ended(start, primary.read(), log);
    } finally {
      server.drop(here);
      server.drop(there);
    }
  }

  private Client client(Side side, TestDatabase database, String name, Log log) {
    return new Client(side, database::connect, schema, new Workload(schema, random, name), log);
  }

  private static void write(Client client, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      client.write();
    }
  }

  private void ownNumbers(Client fallback) throws SQLException {
    for (Table table : schema.tables()) {
      if (table.drawsKeys()) {
        try (Statement statement = fallback.connected().createStatement()) {
          statement.execute(
              "SELECT setval(pg_get_serial_sequence('" + table.sql() + "', 'id'), 100000)");
        }
        fallback.connected().commit();
      }
    }
  }

  /** Each row by itself: what the constraints would say of it is not asked. */
  private Outage ended(Reading start, Reading there, Log log) {
    Outage open =
        new Outage(schema, start, start, log.events(), there, there, List.of(), List.of());
    SortedMap<RowId, Image> end = new TreeMap<>(there.rows());
    List<LedgerEntry> ledger = new ArrayList<>();
    open.changes(Side.FALLBACK)
        .forEach(
            (row, changes) -> {
              Image ours = changes.get(changes.size() - 1).after();
              Image base = start.rows().get(row);
              Merge.Outcome outcome =
                  new Merge(schema.table(row.table()))
                      .outcomes(
                          Outage.byName(row, base),
                          Outage.byName(row, base),
                          Outage.byName(row, ours),
                          Outage.byName(row, there.rows().get(row)))
                      .get(0);
              apply(end, row, outcome);
              if (outcome.mark() != Merge.Mark.NOTHING) {
                boolean held =
                    outcome.kind() == Merge.Kind.HELD || outcome.kind() == Merge.Kind.BORN_TWICE;
                ledger.add(
                    new LedgerEntry(0, row, held ? "held" : "overruled", "imagined", Map.of()));
              }
            });
    Reading both = new Reading(end);
    return new Outage(schema, start, start, log.events(), both, both, ledger, List.of());
  }

  private static void apply(SortedMap<RowId, Image> end, RowId row, Merge.Outcome outcome) {
    if (outcome.result() == null) {
      end.remove(row);
    } else if (!outcome.result().equals(Outage.byName(row, end.get(row)))) {
      end.put(row, new Image(outcome.result(), outcome.result()));
    }
  }
}
