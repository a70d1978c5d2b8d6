package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The held and overruled changes of all sites, on the primary. Thread-safe. */
public final class Ledger {
  private static final Duration LOCK = Duration.ofSeconds(5);
  private static final String COLUMNS =
      "SELECT id, site, epoch, table_name, key, kind, reason, sqlstate, transaction, columns, base,"
          + " ours, theirs, at, resolved, resolution FROM ";

  private final Link primary;
  private final OurNames names;

  /** Connects to nothing yet. */
  public Ledger(Link primary, OurNames names) {
    this.primary = primary;
    this.names = names;
  }

  /** How a resolution ended. */
  public sealed interface Resolution {
    /** It is written. */
    record Done(LedgerEntry entry) implements Resolution {}

    /** The primary's row is not what the entry showed; it shows the present one now. */
    record Moved(LedgerEntry entry) implements Resolution {}
  }

  /** How many changes wait for a person. */
  public long held() throws SQLException {
    return with(
        session ->
            session
                .list(
                    "SELECT count(*) FROM "
                        + names.of("ledger")
                        + " WHERE kind = 'held' AND resolved IS NULL",
                    row -> row.getLong(1))
                .get(0));
  }

  /** What is not resolved, the oldest first. */
  public List<LedgerEntry> list() throws SQLException {
    return with(
        session ->
            session.list(
                COLUMNS + names.of("ledger") + " WHERE resolved IS NULL ORDER BY id",
                Ledger::entry));
  }

  /** One entry, resolved or not. */
  public Optional<LedgerEntry> show(long id) throws SQLException {
    return with(session -> find(session, id, ""));
  }

  /**
   * Decides an entry: writes what is taken, if the primary's row is still the one that the entry
   * shows.
   *
   * @throws ReconcileException when there is no such entry, it is resolved, or the row is refused
   */
  public Resolution resolve(long id, Take take) throws SQLException {
    return with(
        session -> {
          if (take instanceof Take.Values) {
            keepRoundsOff(session, id, take);
          }
          LedgerEntry entry = open(session, id, " FOR UPDATE");
          LedgerNotes notes = notes(session, id);
          List<TableShape> tables = Catalog.read(session.connection());
          LedgerRow found = row(tables, entry, notes);
          @Nullable Map<String, @Nullable String> now = found.now(session);
          LedgerRow row = found.standing(now);
          if (!Objects.equals(now, notes.expected(entry))) {
            row.noteMoved(session, names, now);
            session.commit();
            return new Resolution.Moved(row.entry());
          }
          LedgerRow written = write(session, row, tables, take);
          if (!(take instanceof Take.Theirs)) {
            noteBrought(session, id);
          }
          session.pinAgain();
          written.noteDecided(session, names, take);
          LedgerEntry done = find(session, id, "").orElseThrow();
          session.commit();
          return new Resolution.Done(done);
        });
  }

  private LedgerEntry open(Session session, long id, String lock) throws SQLException {
    return find(session, id, lock)
        .filter(found -> found.resolved() == null)
        .orElseThrow(
            () ->
                new ReconcileException(
                    operation(id), "it is not open", "`held list` shows those that are"));
  }

  private static String operation(long id) {
    return "resolve entry " + id;
  }

  /**
   * A row that gets another key is called by that in rounds. One that has begun already knows what
   * its rows are called: it ends first, and those to come wait. Locked before the entry, as rounds
   * do.
   */
  private void keepRoundsOff(Session session, long id, Take take) throws SQLException {
    LedgerEntry entry = open(session, id, "");
    LedgerRow row = row(Catalog.read(session.connection()), entry, notes(session, id));
    try {
      if (GivenKey.of(session, row, take).isPresent()) {
        session.run("LOCK TABLE " + names.of("alias") + " IN SHARE ROW EXCLUSIVE MODE");
      }
    } catch (SQLException e) {
      throw new ReconcileException(operation(id), e);
    }
  }

  /**
   * Writes what is taken.
   *
   * @return the row, by the key that it has now
   */
  private LedgerRow write(Session session, LedgerRow shown, List<TableShape> tables, Take take)
      throws SQLException {
    LedgerRow row = shown;
    try {
      Optional<GivenKey> given = GivenKey.of(session, shown, take);
      if (given.isPresent()) {
        if (!given.get().possible(session, names)) {
          throw new ReconcileException(
              operation(shown.entry().id()),
              "the row has its key, " + shown.entry().key() + ", on both sides",
              "give it no other one: leave it out of the file");
        }
        given.get().note(session, names);
        row = given.get().taken();
      }
      LedgerBonds bonds = new LedgerBonds(row, tables);
      Map<String, @Nullable String> written = bonds.written(session, names, take);
      refuse(session, bonds, take, written);
      Pins.run(session.connection(), Pins.releasedForTexts());
      row.write(session, take, written);
      // What is checked at the end of a transaction is a refusal as any other.
      session.run("SET CONSTRAINTS ALL IMMEDIATE");
    } catch (SQLException e) {
      throw new ReconcileException(operation(shown.entry().id()), e);
    }
    return row;
  }

  /** A row that was born on the fallback is no stranger to it there from now on. */
  private void noteBrought(Session session, long id) throws SQLException {
    session.update(
        "INSERT INTO "
            + names.of("alias")
            + " (site, table_name, relation, epoch, from_key, to_key, entry) SELECT l.site,"
            + " l.table_name, l.relation, l.epoch, "
            + StrayLedgerSql.FROM_KEY
            + ", l.key, l.id FROM "
            + names.of("ledger")
            + " l WHERE l.id = ? AND l.base IS NULL ON CONFLICT (site, table_name,"
            + " hash_array_extended(from_key, 0), hash_array_extended(from_key, 1)) DO UPDATE SET"
            + " to_key = excluded.to_key, entry = excluded.entry",
        id);
  }

  /** What the server would do without a word, and the person who decides has not seen. */
  private void refuse(
      Session session, LedgerBonds bonds, Take take, Map<String, @Nullable String> written)
      throws SQLException {
    LedgerRow row = bonds.row();
    String operation = operation(row.entry().id());
    List<String> missing = row.missing(take);
    if (!missing.isEmpty()) {
      throw new ReconcileException(
          operation,
          "table " + row.entry().table() + " of the primary has no column " + missing.get(0),
          "give the values by the columns that it has: --take with a file");
    }
    Optional<TableName> along = bonds.takenAlong(session, take, written);
    if (along.isPresent()) {
      throw new ReconcileException(
          operation,
          "rows of " + along.get() + " refer to the row and would be deleted or changed with it",
          "decide on those first, on the primary");
    }
    Optional<LedgerBonds.Missing> missed = bonds.notThere(session, names, take, written);
    if (missed.isPresent()) {
      boolean turnedDown = missed.get().turnedDown();
      throw new ReconcileException(
          operation,
          "it refers to a row of "
              + missed.get().table()
              + (turnedDown ? " that was turned down" : " that is not there but held"),
          turnedDown
              ? "name the row of the primary that it is to refer to: --take with a file"
              : "resolve entry " + missed.get().id() + " first");
    }
  }

  private static LedgerRow row(List<TableShape> tables, LedgerEntry entry, LedgerNotes notes) {
    return new LedgerRow(shape(tables, entry, notes.relation()), entry, notes.policies());
  }

  private LedgerNotes notes(Session session, long id) throws SQLException {
    return session
        .list(
            "SELECT columns, "
                + LedgerNotes.COLUMNS
                + " FROM "
                + names.of("ledger")
                + " WHERE id = ?",
            LedgerNotes::of,
            id)
        .get(0);
  }

  /**
   * A number says nothing in a copy of the database, nor where another table took over the name.
   */
  private static TableShape shape(
      List<TableShape> tables, LedgerEntry entry, @Nullable Long relation) {
    return tables.stream()
        .filter(shape -> shape.name().sql().equals(entry.table()))
        .findFirst()
        .or(
            () ->
                tables.stream()
                    .filter(shape -> relation != null && shape.oid() == relation)
                    .findFirst())
        .orElseThrow(
            () ->
                new ReconcileException(
                    operation(entry.id()),
                    "the primary has no table " + entry.table() + " any more",
                    "nothing can be written for it"));
  }

  private Optional<LedgerEntry> find(Session session, long id, String lock) throws SQLException {
    return session
        .list(COLUMNS + names.of("ledger") + " WHERE id = ?" + lock, Ledger::entry, id)
        .stream()
        .findFirst();
  }

  private interface Work<T> {
    T in(Session session) throws SQLException;
  }

  private <T> T with(Work<T> work) throws SQLException {
    try (Session session = Session.open(primary)) {
      session.begin(LOCK);
      return work.in(session);
    }
  }

  private static LedgerEntry entry(ResultSet row) throws SQLException {
    List<String> columns = Arrays.asList(texts(row.getArray("columns")));
    return new LedgerEntry(
        row.getLong("id"),
        row.getObject("site", UUID.class),
        row.getLong("epoch"),
        row.getString("table_name"),
        Arrays.asList(texts(row.getArray("key"))),
        LedgerEntry.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getString("reason"),
        row.getString("sqlstate"),
        row.getString("transaction"),
        image(columns, row.getArray("base")),
        image(columns, row.getArray("ours")),
        image(columns, row.getArray("theirs")),
        row.getTimestamp("at").toInstant(),
        instant(row.getTimestamp("resolved")),
        row.getString("resolution"));
  }

  private static @Nullable Instant instant(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  static String[] texts(Array array) throws SQLException {
    return (String[]) array.getArray();
  }

  static @Nullable Map<String, @Nullable String> image(List<String> columns, @Nullable Array array)
      throws SQLException {
    if (array == null) {
      return null;
    }
    Map<String, @Nullable String> image = new LinkedHashMap<>();
    String[] values = texts(array);
    for (int i = 0; i < columns.size(); i++) {
      image.put(columns.get(i), values[i]);
    }
    return image;
  }
}
