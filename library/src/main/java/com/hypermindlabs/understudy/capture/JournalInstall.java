package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.Verdict.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link Journal#install}. Tables are done in chunks, a transaction each, so that a
 * thousand of them need no bigger lock table; what is done for one table is whole by itself.
 */
final class JournalInstall {
  // Another process of the site may be at it.
  private static final Duration TURN = Duration.ofSeconds(60);
  // Writers queue behind us while we wait for a table.
  private static final Duration LOCK = Duration.ofSeconds(2);
  private static final int CHUNK = 50;
  // Connection, serialization, resources, operator, system, internal, lock: not one table's fault.
  private static final Pattern OF_ALL_TABLES = Pattern.compile("(08|40|53|57|58|XX|55P03).*");

  private final Connection connection;
  private final JournalTables journals;
  private final List<Verdict> verdicts;
  private final Set<TableName> holdTables;
  private final Map<TableName, String> refused = new TreeMap<>();

  JournalInstall(Connection connection, List<Verdict> verdicts, Set<TableName> holdTables) {
    this.connection = connection;
    this.journals = new JournalTables(connection);
    this.verdicts = List.copyOf(verdicts);
    this.holdTables = Set.copyOf(holdTables);
  }

  Map<TableName, String> run() throws SQLException {
    // Between two transactions neither may a process that is stopped keep the lock.
    execute(
        "SELECT set_config(name, '"
            + Pins.SILENCE.toMillis()
            + "', false) FROM pg_settings WHERE name = 'idle_session_timeout'");
    connection.setAutoCommit(false);
    Pins.set(connection, TURN, Pins.SILENCE);
    // To the end of the connection, over all the transactions.
    execute("SELECT pg_advisory_lock(hashtext('understudy.install'))");
    for (String script : List.of("journal.sql", "journal-reshaped.sql", "births.sql")) {
      execute(Scripts.read(Journal.class, script).replace("${pins}", Pins.functionOptions()));
    }
    Set<Integer> known = new HashSet<>();
    for (Covered one : Covered.read(connection)) {
      if (one.relation() != 0) { // else it was numbered, and this broke off
        known.add(one.n());
      }
    }
    JournalPlan plan = JournalPlan.read(connection, verdicts);
    UnseenChanges.ask(connection, plan);
    connection.commit();
    List<TableShape> tables = plan.tables();
    for (int from = 0; from < tables.size(); from += CHUNK) {
      Pins.set(connection, LOCK, Pins.SILENCE);
      for (TableShape table : tables.subList(from, Math.min(from + CHUNK, tables.size()))) {
        installOrClose(plan, table, known);
      }
      connection.commit();
    }
    Pins.set(connection, LOCK, Pins.SILENCE);
    for (TableShape table : tables) {
      if (plan.root(table).equals(table)
          && !plan.covered(table).leaves().equals(plan.members(table))) {
        sortOrClose(plan, table);
      }
    }
    for (Covered gone : plan.gone()) {
      journals.release(gone);
      journals.closed(gone, "there is no such table any more");
    }
    execute(Scripts.read(Journal.class, "journal-close.sql"));
    connection.commit();
    return Map.copyOf(refused);
  }

  /** A table that cannot have a journal must not keep the others from theirs. */
  private void installOrClose(JournalPlan plan, TableShape table, Set<Integer> known)
      throws SQLException {
    if (plan.verdict(table) == null && plan.covered(plan.root(table)).made() != null) {
      // Made since the verdicts were, and covered by the process that made it.
      return;
    }
    @Nullable String hidden = plan.security().obstacle(plan.verdict(table), table);
    if (hidden != null && !refused.containsKey(plan.root(table).name())) {
      close(plan, plan.root(table), hidden);
    }
    Work work = work(plan, table);
    if (work.isNone()) {
      return;
    }
    Savepoint before = connection.setSavepoint();
    try {
      if (work.make() != null) {
        journals.make(plan.covered(table), work.make());
        bear(plan.covered(table).n(), known);
      }
      if (work.release()) {
        journals.release(plan.covered(table));
      }
      execute(String.join(";\n", work.statements()));
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (OF_ALL_TABLES.matcher(String.valueOf(e.getSQLState())).matches()) {
        throw e;
      }
      connection.rollback(before);
      close(plan, plan.root(table), "it can have no journal: " + e.getMessage());
    }
  }

  /** A table that migrations have made since has rows of theirs alone, and no trigger saw them. */
  private void bear(int n, Set<Integer> known) throws SQLException {
    if (!known.isEmpty() && !known.contains(n)) {
      execute("INSERT INTO understudy.birth VALUES (" + n + ", '{}') ON CONFLICT DO NOTHING");
    }
  }

  /** Changes of a partition that was detached are not the root's any more: there it has no rows. */
  private void sortOrClose(JournalPlan plan, TableShape root) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      for (TableShape part : plan.detached(root)) {
        TableShape to = plan.root(part);
        journals.sort(
            new DetachedPartition(text(plan, root), text(plan, to), part.name()), plan.covered(to));
      }
      journals.sorted(plan.covered(root), plan.members(root));
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (OF_ALL_TABLES.matcher(String.valueOf(e.getSQLState())).matches()) {
        throw e;
      }
      connection.rollback(before);
      close(
          plan,
          root,
          "changes of what was a partition of it cannot be told apart: " + e.getMessage());
    }
  }

  private JournalText text(JournalPlan plan, TableShape root) {
    return plan.text(root, holdTables.contains(root.name()));
  }

  /**
   * What is to be done for one table or partition.
   *
   * @param make the journal that is not there yet, or not so
   * @param release whether the one that is there has to go
   * @param statements what is to be run then
   */
  private record Work(@Nullable JournalText make, boolean release, List<String> statements) {
    boolean isNone() {
      return make == null && !release && statements.isEmpty();
    }
  }

  private Work work(JournalPlan plan, TableShape table) {
    TableShape root = plan.root(table);
    @Nullable String closed = refused.getOrDefault(root.name(), plan.reason(table));
    boolean covered = closed == null && plan.state(table) == State.PROTECTED;
    List<String> statements = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    @Nullable JournalText make = null;
    if (covered) {
      JournalText text = text(plan, root);
      wanted.addAll(text.statementNames());
      if (root.equals(table)) {
        wanted.addAll(text.triggerNames());
        make = stands(plan.covered(root), text) ? null : text;
      } else {
        // The root's have taken the place of those of a table that was partitioned by now.
        wanted.addAll(text.clonedNames());
      }
      protect(plan, table, text, make != null, statements);
      statements.addAll(plan.replica().quieting(table));
    }
    if (closed != null) {
      wanted.add(Guards.rowsName(plan.covered(root).n()));
      if (root.equals(table)) {
        closeRows(plan, table, closed, statements);
      }
    }
    if (!plan.standing().has(table, Guards.NAME, closed)) {
      statements.add(Guards.ofStatements(table, closed));
    }
    plan.standing().ofJournal(table).stream()
        .filter(name -> !wanted.contains(name))
        .forEach(name -> statements.add(drop(name, table)));
    @Nullable String security = plan.security().statement(plan.verdict(table), table);
    if (security != null) {
      statements.add(security);
    }
    boolean release = !covered && root.equals(table) && plan.covered(root).made() != null;
    return new Work(make, release, statements);
  }

  private static boolean stands(Covered covered, JournalText text) {
    return text.digest().equals(covered.made()) && text.types().equals(covered.types());
  }

  private static void protect(
      JournalPlan plan, TableShape table, JournalText text, boolean made, List<String> statements) {
    Set<String> standing = plan.standing().ofJournal(table);
    if (text.shape().equals(table) && (made || !standing.containsAll(text.triggerNames()))) {
      statements.add(text.triggers());
    }
    if (!standing.containsAll(text.statementNames())) {
      statements.add(text.statementTriggers(table.name()));
    }
  }

  private static void closeRows(
      JournalPlan plan, TableShape table, String closed, List<String> statements) {
    int n = plan.covered(table).n();
    if (!plan.standing().has(table, Guards.rowsName(n), closed)) {
      statements.add(Guards.ofRows(n, table, closed));
    }
  }

  private static String drop(String trigger, TableShape table) {
    return "DROP TRIGGER IF EXISTS " + TableName.quoted(trigger) + " ON " + table.name().sql();
  }

  private void close(JournalPlan plan, TableShape root, String reason) throws SQLException {
    refused.put(root.name(), reason);
    journals.release(plan.covered(root));
    journals.closed(plan.covered(root), reason);
    for (TableShape table : plan.tables()) {
      if (plan.root(table).equals(root)) {
        execute(Guards.ofStatements(table, reason));
      }
    }
    execute(Guards.ofRows(plan.covered(root).n(), root, reason));
  }

  private void execute(String sql) throws SQLException {
    JournalTables.execute(connection, sql);
  }
}
