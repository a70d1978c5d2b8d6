package com.hypermindlabs.understudy.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The judge lets a perfect ending pass, and none of the ways to spoil it. */
class VerdictTest {
  private static final int OUTAGES = 12;
  private static final List<Outage> PERFECT = new ArrayList<>();

  @BeforeAll
  static void imagine() throws Exception {
    for (int seed = 1; seed <= OUTAGES; seed++) {
      Outage outage = ImaginedOutage.of(seed);
      // Who is together held or not is no matter of a single row: not imagined.
      if (Together.violations(outage, Set.of()).isEmpty()) {
        PERFECT.add(outage);
      }
    }
  }

  /** The same with another ending. */
  private static Outage ended(
      Outage outage, SortedMap<RowId, Image> rows, List<LedgerEntry> ledger) {
    Reading reading = new Reading(rows);
    return new Outage(
        outage.schema(),
        outage.here(),
        outage.there(),
        outage.events(),
        reading,
        reading,
        ledger,
        List.of());
  }

  private static boolean loose(Outage outage, RowId row) {
    return Twins.of(outage).loose(row);
  }

  private static List<String> violations(Outage outage) {
    return Verdict.of(outage).violations();
  }

  @Test
  void aPerfectEndingPasses() {
    assertThat(PERFECT).hasSizeGreaterThan(OUTAGES / 2);
    for (Outage outage : PERFECT) {
      assertThat(violations(outage)).isEmpty();
    }
  }

  @Test
  void everyRowThatIsLostIsNoticed() {
    int spoilt = 0;
    for (Outage outage : PERFECT) {
      for (RowId row : outage.primary().rows().keySet()) {
        // Where the fallback wins, its delete of what was changed there may as well arrive.
        boolean either =
            outage.schema().table(row.table()).policy() == Policy.FALLBACK_WINS
                && outage.ledger().stream().anyMatch(entry -> entry.row().equals(row));
        if (!loose(outage, row) && !either) {
          SortedMap<RowId, Image> rows = new TreeMap<>(outage.primary().rows());
          rows.remove(row);
          assertThat(violations(ended(outage, rows, outage.ledger())))
              .as("without %s", row)
              .isNotEmpty();
          spoilt++;
        }
      }
    }
    assertThat(spoilt).isGreaterThan(50);
  }

  @Test
  void everyWriteThatIsTakenBackIsNoticed() {
    int spoilt = 0;
    for (Outage outage : PERFECT) {
      for (RowId row : outage.changes(Side.FALLBACK).keySet()) {
        Image before = outage.here().rows().get(row);
        Image end = outage.primary().rows().get(row);
        if (!loose(outage, row)
            && !Objects.equals(Outage.byName(row, before), Outage.byName(row, end))) {
          SortedMap<RowId, Image> rows = new TreeMap<>(outage.primary().rows());
          put(rows, row, before);
          assertThat(violations(ended(outage, rows, outage.ledger())))
              .as("with %s as it was", row)
              .isNotEmpty();
          spoilt++;
        }
      }
    }
    assertThat(spoilt).isGreaterThan(50);
  }

  @Test
  void everyOverwrittenColumnIsNoticed() {
    int spoilt = 0;
    for (Outage outage : PERFECT) {
      for (RowId row : outage.primary().rows().keySet()) {
        Table table = outage.schema().table(row.table());
        for (int i = 0; i < table.columns().size() && !loose(outage, row); i += 2) {
          SortedMap<RowId, Image> rows = new TreeMap<>(outage.primary().rows());
          rows.put(row, with(rows.get(row), i, "4711"));
          assertThat(violations(ended(outage, rows, outage.ledger())))
              .as("%s with another %s", row, table.columns().get(i).name())
              .isNotEmpty();
          spoilt++;
        }
      }
    }
    assertThat(spoilt).isGreaterThan(100);
  }

  @Test
  void everySumThatIsAddedTwiceIsNoticed() {
    int spoilt = 0;
    for (Outage outage : PERFECT) {
      for (RowId row : outage.changes(Side.FALLBACK).keySet()) {
        int amount = outage.schema().table(row.table()).only(Column.Use.AMOUNT);
        Image before = outage.here().rows().get(row);
        Image end = outage.primary().rows().get(row);
        if (amount < 0 || before == null || end == null || loose(outage, row)) {
          continue;
        }
        Image last = last(outage.changes(Side.FALLBACK).get(row));
        long delta =
            last == null
                ? 0
                : Long.parseLong(last.value(amount)) - Long.parseLong(before.value(amount));
        if (delta != 0) {
          SortedMap<RowId, Image> rows = new TreeMap<>(outage.primary().rows());
          long twice = Long.parseLong(end.value(amount)) + delta;
          rows.put(row, with(end, amount, Long.toString(twice)));
          assertThat(violations(ended(outage, rows, outage.ledger()))).as("%s", row).isNotEmpty();
          spoilt++;
        }
      }
    }
    assertThat(spoilt).isPositive();
  }

  @Test
  void everyDeletedRowThatComesBackIsNoticed() {
    int spoilt = 0;
    for (Outage outage : PERFECT) {
      for (RowId row : outage.changes(Side.FALLBACK).keySet()) {
        Image before = outage.here().rows().get(row);
        if (before != null && !outage.primary().rows().containsKey(row) && !loose(outage, row)) {
          SortedMap<RowId, Image> rows = new TreeMap<>(outage.primary().rows());
          rows.put(row, before);
          assertThat(violations(ended(outage, rows, outage.ledger()))).as("%s", row).isNotEmpty();
          spoilt++;
        }
      }
    }
    assertThat(spoilt).isPositive();
  }

  @Test
  void everyLineThatTheLedgerLacksIsNoticed() {
    int spoilt = 0;
    for (Outage outage : PERFECT) {
      for (LedgerEntry entry : outage.ledger()) {
        if (!loose(outage, entry.row())
            && outage.schema().table(entry.row().table()).policy() != Policy.FALLBACK_WINS) {
          List<LedgerEntry> fewer = new ArrayList<>(outage.ledger());
          fewer.remove(entry);
          assertThat(violations(ended(outage, new TreeMap<>(outage.primary().rows()), fewer)))
              .as("without %s", entry)
              .isNotEmpty();
          spoilt++;
        }
      }
    }
    assertThat(spoilt).isPositive();
  }

  @Test
  void aLineOfTheLedgerForNoReasonIsNoticed() {
    int spoilt = 0;
    for (Outage outage : PERFECT) {
      for (RowId row : outage.primary().rows().keySet()) {
        boolean touched = outage.changes(Side.FALLBACK).containsKey(row);
        if (!touched && !loose(outage, row)) {
          List<LedgerEntry> more = new ArrayList<>(outage.ledger());
          more.add(new LedgerEntry(0, row, "held", "for no reason", null));
          assertThat(violations(ended(outage, new TreeMap<>(outage.primary().rows()), more)))
              .as("with %s held", row)
              .isNotEmpty();
          spoilt++;
        }
      }
    }
    assertThat(spoilt).isPositive();
  }

  @Test
  void aFallbackThatIsNotRefreshedIsNoticed() {
    for (Outage outage : PERFECT) {
      if (!outage.here().changesTo(outage.primary()).isEmpty()) {
        Outage stale =
            new Outage(
                outage.schema(),
                outage.here(),
                outage.there(),
                outage.events(),
                outage.primary(),
                outage.here(),
                outage.ledger(),
                List.of());
        assertThat(violations(stale)).isNotEmpty();
      }
    }
  }

  private static void put(SortedMap<RowId, Image> rows, RowId row, Image image) {
    if (image == null) {
      rows.remove(row);
    } else {
      rows.put(row, image);
    }
  }

  private static Image with(Image image, int column, String value) {
    List<String> values = new ArrayList<>(image.values());
    List<String> seen = new ArrayList<>(image.seen());
    values.set(column, value);
    seen.set(column, value);
    return new Image(values, seen);
  }

  private static Image last(List<Change> changes) {
    return changes.get(changes.size() - 1).after();
  }
}
