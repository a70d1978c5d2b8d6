package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Column;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a block of numbers ready on the fallback for each sequence that feeds a mirrored table, and
 * for each that no table has and both servers know by one name: drawn from the primary's sequence,
 * so that nobody else gets them, and made the bounds of the fallback's. A number that a row has
 * already, because it came with a key of its own, is in no block. A block of which half is used is
 * replaced while the gate is closed; what is left of it is a gap.
 */
final class SequenceBlocks {
  private static final int CHUNK = 10_000;

  /** So many blocks are looked at for one that is free; a sequence may be far behind its rows. */
  private static final int BLOCKS = 100;

  private final int size;
  private final Reporting reporting;
  private List<MirroredTable> looked = List.of();
  private long lookedEpoch = -1;

  /**
   * @param size of a block
   */
  SequenceBlocks(int size, Reporting reporting) {
    this.size = size;
    this.reporting = reporting;
  }

  /** Looks at every sequence when next asked to keep them. */
  void lookAgain() {
    lookedEpoch = -1;
  }

  /** Sees to the blocks, if tables or epoch have changed since it did so last. */
  void keep(PrimarySession primary, FallbackSession fallback, CarriedTables tables, long epoch)
      throws SQLException {
    if (epoch == lookedEpoch && tables.list().equals(looked)) {
      return;
    }
    fallback.begin();
    Map<String, Sequence> here = SequenceCatalog.read(fallback.connection());
    Map<String, Sequence.Run> blocks = SequenceCatalog.blocks(fallback.connection());
    Map<String, FedKeys> pairs = pairs(tables);
    // Nobody knows what they are for: paired by their names.
    SequenceCatalog.unfed(fallback.connection())
        .forEach(name -> pairs.putIfAbsent(name, new FedKeys(name, List.of())));
    fallback.rollback();
    for (Map.Entry<String, FedKeys> pair : pairs.entrySet()) {
      @Nullable Sequence ours = here.get(pair.getKey());
      if (ours != null && !enough(ours, blocks.get(pair.getKey()))) {
        renew(primary, fallback, ours, pair.getValue(), epoch);
      }
    }
    looked = tables.list();
    lookedEpoch = epoch;
  }

  /** The fallback's sequences with the primary's that feeds the same column. */
  private static Map<String, FedKeys> pairs(CarriedTables tables) {
    Map<String, FedKeys> pairs = new TreeMap<>();
    for (MirroredTable table : tables.list()) {
      for (Column column : table.primary().columns()) {
        @Nullable String theirs = column.sequence();
        Optional<String> ours = table.fallback().column(column.name()).map(Column::sequence);
        if (theirs != null && ours.isPresent()) {
          pairs.merge(ours.get(), FedKeys.of(theirs, table.primary(), column), FedKeys::and);
        }
      }
    }
    return pairs;
  }

  /** Whether the block is that of the sequence, and at most half of it is used. */
  private boolean enough(Sequence ours, Sequence.@Nullable Run block) {
    return block != null
        && ours.low() == block.low()
        && ours.high() == block.high()
        && ours.left().longValue() * 2 >= Math.min(size, block.high() - block.low() + 1);
  }

  private void renew(
      PrimarySession primary,
      FallbackSession fallback,
      Sequence ours,
      FedKeys theirKeys,
      long epoch)
      throws SQLException {
    Drawn drawn;
    try {
      drawn = drawFree(primary, theirKeys);
    } catch (SQLException e) {
      primary.rollback();
      skip(ours, e);
      return;
    }
    @Nullable Sequence theirs = drawn.sequence();
    if (theirs == null) {
      return;
    }
    boolean none = drawn.numbers().isEmpty();
    Long last = theirs.last();
    long end = last == null ? theirs.low() : last;
    Sequence.Run run = none ? new Sequence.Run(end, end) : theirs.longestRun(drawn.numbers());
    if (none) {
      reporting
          .listener()
          .sequenceShort(ours.name(), "the primary's has too few numbers left: " + theirs.left());
    }
    try {
      bound(fallback, ours, run, none, epoch);
    } catch (SQLException e) {
      fallback.rollback();
      skip(ours, e);
    }
  }

  private void skip(Sequence ours, SQLException e) throws SQLException {
    String state = e.getSQLState() == null ? "08006" : e.getSQLState();
    if (state.startsWith("08") || state.startsWith("57P")) {
      throw e;
    }
    reporting.listener().sequenceShort(ours.name(), String.valueOf(e.getMessage()));
  }

  /** The primary's sequence before the last draw, and the numbers; null when there is none. */
  private record Drawn(@Nullable Sequence sequence, List<Long> numbers) {}

  /** Draws until most of a run is free; where none is, what was drawn last has to do. */
  private Drawn drawFree(PrimarySession primary, FedKeys keys) throws SQLException {
    Drawn drawn = draw(primary, keys.sequence());
    for (int i = 1; i < BLOCKS; i++) {
      @Nullable Sequence sequence = drawn.sequence();
      if (sequence == null || drawn.numbers().isEmpty()) {
        break;
      }
      Sequence.Run run = sequence.longestRun(drawn.numbers());
      primary.begin();
      Optional<Long> used = keys.lastWithin(primary.connection(), run, sequence.increment() > 0);
      primary.rollback();
      if (used.isEmpty()) {
        break;
      }
      List<Long> free = numbersAfter(drawn.numbers(), used.get(), run);
      if (free.size() * 2 >= drawn.numbers().size()) {
        return new Drawn(sequence, free);
      }
      Drawn next = draw(primary, keys.sequence());
      if (next.numbers().isEmpty() && !free.isEmpty()) {
        return new Drawn(sequence, free);
      }
      drawn = next;
    }
    return drawn;
  }

  /** What was drawn of a run after one of its numbers. */
  private static List<Long> numbersAfter(List<Long> drawn, long used, Sequence.Run run) {
    int end = drawn.indexOf(run.last());
    return drawn.subList(drawn.indexOf(run.first()), end + 1).stream()
        .filter(number -> run.last() >= run.first() ? number > used : number < used)
        .toList();
  }

  private Drawn draw(PrimarySession primary, String name) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    @Nullable Sequence sequence = null;
    primary.begin();
    int wanted = size;
    while (numbers.size() < wanted) {
      // Looked at before each chunk: others draw meanwhile.
      sequence = SequenceCatalog.read(primary.connection()).get(name);
      int most = sequence == null ? 0 : sequence.drawable(size);
      wanted = Math.min(wanted, most);
      int chunk = Math.min(CHUNK, wanted - numbers.size());
      if (chunk <= 0) {
        break;
      }
      try (PreparedStatement statement =
          primary
              .connection()
              .prepareStatement(
                  "SELECT nextval(?::regclass), pg_current_xact_id() FROM generate_series(1, ?)")) {
        statement.setString(1, name);
        statement.setInt(2, chunk);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            numbers.add(row.getLong(1));
          }
        }
      }
    }
    // Waits for the disk: a number that a crash of the primary takes back would be given twice.
    primary.connection().commit();
    reporting.steps().at("sequence.drawn");
    return new Drawn(sequence, numbers);
  }

  private void bound(
      FallbackSession fallback, Sequence ours, Sequence.Run run, boolean exhausted, long epoch)
      throws SQLException {
    fallback.begin();
    if (!fallback.holdGate().takes(epoch)) {
      fallback.rollback();
      return;
    }
    long first = ours.increment() > 0 ? run.low() : run.high();
    String bounds = " MINVALUE " + run.low() + " MAXVALUE " + run.high();
    fallback.run(
        "ALTER SEQUENCE " + ours.name() + bounds + " START " + first + " RESTART " + first);
    if (exhausted) {
      fallback.run("SELECT setval(" + Literals.text(ours.name()) + "::regclass, " + first + ")");
    }
    try (Statement statement = fallback.connection().createStatement()) {
      statement.executeUpdate(
          "INSERT INTO understudy.sequence_block (name, low, high) VALUES ("
              + Literals.text(ours.name())
              + ", "
              + run.low()
              + ", "
              + run.high()
              + ") ON CONFLICT (name) DO UPDATE SET low = EXCLUDED.low, high = EXCLUDED.high");
    }
    fallback.connection().commit();
    reporting.steps().at("sequence.bound");
  }
}
