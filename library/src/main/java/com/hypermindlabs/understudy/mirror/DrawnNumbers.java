package com.hypermindlabs.understudy.mirror;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a sequence of the primary that were drawn for a block.
 *
 * @param sequence as it was before the last draw; null when there is none
 * @param numbers in the order in which they were drawn; none when it has too few left
 */
record DrawnNumbers(@Nullable Sequence sequence, List<Long> numbers) {
  private static final int CHUNK = 10_000;

  /** So many blocks are looked at for one that is free; a sequence may be far behind its rows. */
  private static final int BLOCKS = 100;

  /** Draws until most of a run is free; where none is, what was drawn last has to do. */
  static DrawnNumbers draw(PrimarySession primary, FedKeys keys, int size) throws SQLException {
    DrawnNumbers drawn = draw(primary, keys.sequence(), size);
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
        return new DrawnNumbers(sequence, free);
      }
      DrawnNumbers next = draw(primary, keys.sequence(), size);
      if (next.numbers().isEmpty() && !free.isEmpty()) {
        return new DrawnNumbers(sequence, free);
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

  private static DrawnNumbers draw(PrimarySession primary, String name, int size)
      throws SQLException {
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
    return new DrawnNumbers(sequence, numbers);
  }
}
