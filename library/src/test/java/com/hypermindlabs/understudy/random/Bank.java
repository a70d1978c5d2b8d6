package com.hypermindlabs.understudy.random;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Accounts, and transfers between them on both sides: whatever becomes of a transfer, no money
 * appears or disappears.
 */
record Bank(Schema schema, Random random) implements World.Plan {
  private static final int ACCOUNTS = 8;
  private static final int EACH = 1000;

  @Override
  public boolean relapses() {
    return true;
  }

  /** Under HOLD a transfer arrives as a whole or is held; under DELTA it always arrives. */
  static Bank under(Policy policy, Random random) {
    Column.Use balance = policy == Policy.DELTA ? Column.Use.AMOUNT : Column.Use.VALUE;
    Policy ofTables = policy == Policy.DELTA ? Policy.PRIMARY_WINS : policy;
    Table account =
        new Table(
            "account",
            List.of(
                new Column("id", "int", Column.Use.KEY, ""),
                new Column("tag", "text", Column.Use.TAG, "NOT NULL"),
                new Column("amount", "bigint", balance, "NOT NULL")),
            List.of("id"),
            List.of(),
            false,
            ofTables,
            0);
    Table transfer =
        new Table(
            "transfer",
            List.of(
                new Column("id", "uuid", Column.Use.KEY, ""),
                new Column("tag", "text", Column.Use.TAG, "NOT NULL"),
                new Column("payer", "int", Column.Use.REFERENCE, "NOT NULL")),
            List.of("id"),
            List.of(new Reference(List.of("payer"), "account", "NO ACTION", false)),
            false,
            ofTables,
            0);
    return new Bank(new Schema(List.of(account, transfer)), random);
  }

  @Override
  public Writes writes(String name) {
    return (connection, reading) -> {
      if (reading.of(schema.table("account")).isEmpty()) {
        found(connection);
      } else {
        transfer(connection, name);
      }
    };
  }

  private static void found(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO account SELECT g, 'account ' || g, ? FROM generate_series(1, ?) g")) {
      statement.setInt(1, EACH);
      statement.setInt(2, ACCOUNTS);
      statement.executeUpdate();
    }
  }

  private void transfer(Connection connection, String name) throws SQLException {
    int payer = 1 + random.nextInt(ACCOUNTS);
    int payee = 1 + (payer + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = 1 + random.nextInt(100);
    pay(connection, payer, -amount);
    pay(connection, payee, amount);
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO transfer VALUES (?, ?, ?)")) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      statement.setObject(1, id);
      statement.setString(2, name + " " + id);
      statement.setInt(3, payer);
      statement.executeUpdate();
    }
  }

  private static void pay(Connection connection, int account, int amount) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE account SET amount = amount + ? WHERE id = ?")) {
      statement.setInt(1, amount);
      statement.setInt(2, account);
      statement.executeUpdate();
    }
  }

  @Override
  public String wrong(Reading primary) {
    long sum = 0;
    Table account = schema.table("account");
    List<RowId> accounts = primary.of(account);
    for (RowId row : accounts) {
      sum += Long.parseLong(primary.rows().get(row).value(account.index("amount")));
    }
    return accounts.isEmpty() || sum == (long) ACCOUNTS * EACH
        ? null
        : "money appeared or disappeared: " + sum + " in " + accounts.size() + " accounts";
  }
}
