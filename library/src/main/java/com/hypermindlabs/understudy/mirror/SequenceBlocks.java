package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a block of numbers ready on the fallback for each sequence that feeds a mirrored table, and
 * for each that no table has and both servers know by one name: drawn from the primary's sequence,
 * so that nobody else gets them, and made the bounds of the fallback's. A number that a row has
 * already, because it came with a key of its own, is in no block. A block of which half is used is
 * replaced while the gate is closed; what is left of it is a gap.
 */
final class SequenceBlocks {
  /**
   * Has other blocks drawn of another primary. Until then the numbers stay those of the old ones:
   * the sequences have to give some if it fails before.
   */
  static final String FORGET = "UPDATE understudy.sequence_block SET outdated = true";

  /** How often they are looked at though nothing has changed. */
  private static final long LOOK_NANOS = Duration.ofSeconds(20).toNanos();

  private final int size;
  private final Reporting reporting;
  private final Set<String> scarce = new HashSet<>();
  private final Set<String> suspects = new HashSet<>();
  private List<MirroredTable> looked = List.of();
  private long lookedEpoch = -1;
  private long lookedAt;

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

  /**
   * Sees to the blocks, if tables or epoch have changed since it did so last, or it is some time
   * ago: a sequence of the primary that was set back gives the numbers of a block again. Where rows
   * came with some, it is looked at before that.
   */
  void keep(PrimarySession primary, FallbackSession fallback, CarriedTables tables, long epoch)
      throws SQLException {
    boolean same = epoch == lookedEpoch && tables.list().equals(looked);
    boolean due = !same || System.nanoTime() - lookedAt > LOOK_NANOS;
    if (!due && suspects.isEmpty()) {
      return;
    }
    Map<String, FedKeys> pairs = pairs(tables);
    fallback.begin();
    if (!fallback.holdGate().takes(epoch) || !bound(fallback)) {
      fallback.connection().commit();
      lookAgain();
      return;
    }
    // Nobody knows what they are for: paired by their names.
    SequenceCatalog.unfed(fallback.connection())
        .forEach(name -> pairs.putIfAbsent(name, new FedKeys(name, List.of())));
    if (!same) {
      scarce.clear();
      boolean unused = passed(fallback, pairs.keySet());
    }
    Map<String, Sequence> here = SequenceCatalog.read(fallback.connection());
    Map<String, Sequence.Run> blocks = SequenceCatalog.blocks(fallback.connection());
    fallback.connection().commit();
    Map<String, BigDecimal> given = given(primary);
    pairs.keySet().removeAll(scarce);
    if (!due) {
      pairs.keySet().retainAll(suspects);
    }
    for (Map.Entry<String, FedKeys> pair : pairs.entrySet()) {
      @Nullable Sequence ours = here.get(pair.getKey());
      @Nullable BigDecimal theirs = given.get(pair.getValue().sequence());
      if (ours != null && !enough(ours, blocks.get(pair.getKey()), theirs)) {
        renew(primary, fallback, ours, pair.getValue(), epoch);
      }
    }
    suspects.clear();
    looked = tables.list();
    lookedEpoch = epoch;
    lookedAt = due ? System.nanoTime() : lookedAt;
  }

  /** Whether every sequence has the bounds of its block: not while a migration is under way. */
  private static boolean bound(FallbackSession fallback) throws SQLException {
    try (Statement statement = fallback.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT understudy.bind_blocks(false)")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static Map<String, BigDecimal> given(PrimarySession primary) throws SQLException {
    primary.begin();
    Map<String, BigDecimal> given = SequenceCatalog.given(primary.connection());
    primary.rollback();
    return given;
  }

  /**
   * Leads the fallback's sequences past numbers of their blocks that rows of some tables came with,
   * in the transaction that brought them; whoever gave them may have set the primary's back.
   */
  void passKeys(FallbackSession fallback, List<MirroredTable> brought) throws SQLException {
    Set<String> names =
        brought.stream()
            .flatMap(table -> table.fallback().columns().stream())
            .map(Column::sequence)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    if (!names.isEmpty() && passed(fallback, names)) {
      suspects.addAll(names);
    }
  }

  /** Whether any of these sequences had to be led past numbers that rows have. */
  private static boolean passed(FallbackSession fallback, Set<String> names) throws SQLException {
    Connection connection = fallback.connection();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT understudy.pass_keys(?)")) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
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

  /**
   * Whether the block is that of the sequence, at most half of it is used, and the primary's has
   * not come to lie before its end: that one gives the rest of it again.
   *
   * @param given by the primary's last; null when unknown
   */
  private boolean enough(Sequence ours, Sequence.@Nullable Run block, @Nullable BigDecimal given) {
    return block != null
        && ours.low() == block.low()
        && ours.high() == block.high()
        && ours.left().shiftLeft(1).compareTo(ours.all().min(BigInteger.valueOf(size))) >= 0
        && (given == null
            || (ours.increment() > 0
                ? given.compareTo(BigDecimal.valueOf(block.high())) >= 0
                : given.compareTo(BigDecimal.valueOf(block.low())) <= 0));
  }

  private void renew(
      PrimarySession primary,
      FallbackSession fallback,
      Sequence ours,
      FedKeys theirKeys,
      long epoch)
      throws SQLException {
    DrawnNumbers drawn;
    try {
      drawn = DrawnNumbers.draw(primary, theirKeys, size);
    } catch (SQLException e) {
      primary.rollback();
      skip(ours, e);
      return;
    }
    reporting.steps().at("sequence.drawn");
    @Nullable Sequence theirs = drawn.sequence();
    if (theirs == null) {
      return;
    }
    boolean none = drawn.numbers().isEmpty();
    Long last = theirs.last();
    long end = last == null ? theirs.low() : last;
    Sequence.Run run = none ? new Sequence.Run(end, end) : theirs.longestRun(drawn.numbers());
    if (none) {
      tell(ours, "the primary's has too few numbers left: " + theirs.left());
    }
    try {
      give(fallback, ours, run, none, epoch);
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
    tell(ours, String.valueOf(e.getMessage()));
  }

  /** Nothing is tried again for it until something changes. */
  private void tell(Sequence ours, String reason) {
    scarce.add(ours.name());
    reporting.listener().sequenceShort(ours.name(), reason);
  }

  private void give(
      FallbackSession fallback, Sequence ours, Sequence.Run run, boolean spent, long epoch)
      throws SQLException {
    fallback.begin();
    if (!fallback.holdGate().takes(epoch)) {
      fallback.rollback();
      return;
    }
    try (PreparedStatement statement =
        fallback.connection().prepareStatement("SELECT understudy.give_block(?, ?, ?, ?)")) {
      statement.setString(1, ours.name());
      statement.setLong(2, run.low());
      statement.setLong(3, run.high());
      statement.setBoolean(4, spent);
      statement.execute();
    }
    fallback.connection().commit();
    reporting.steps().at("sequence.bound");
  }
}
