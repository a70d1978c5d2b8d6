package com.hypermindlabs.understudy.assistant.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Brings the assistant's tables up to date on one server, over connections of the tables' owner. It
 * needs no right but to create in the current schema, and shares that schema with whatever else is
 * there. Thread-safe, and safe among processes: one works, the others wait.
 */
public final class Migrations {
  /** The version that stands for what was in the schema before. */
  static final String BASELINE = "0";

  private static final int LOCK_ATTEMPTS_A_SECOND_APART = 120;

  private Migrations() {}

  /**
   * Applies what is pending, then makes the index of pgvector where that is installed. May be
   * repeated; where nothing is to be done it asks that over one connection and does nothing.
   *
   * @return the schema afterwards
   * @throws MigrationException when a step fails, which then has left nothing behind, or when the
   *     server's history contradicts this program's
   */
  public static SchemaState run(DataSource source) {
    String operation = "bring the assistant's schema up to date";
    return attempt(
        operation,
        () -> {
          Optional<SchemaState> standing = standing(operation, source, VectorIndex::prepare);
          if (standing.isPresent()) {
            return standing.get();
          }
          SchemaState state = migrate(operation, source);
          VectorIndex.prepare(source);
          return state;
        });
  }

  /**
   * Whether the current schema is an application's that embeds the library: it has tables, and the
   * assistant's were never made there.
   *
   * @throws MigrationException when the server cannot be asked
   */
  public static boolean foreign(DataSource source) {
    String operation = "look for the assistant's schema";
    try (Connection connection = CurrentSchema.open(operation, source)) {
      return StandingHistory.lacks(connection);
    } catch (SQLException e) {
      throw new MigrationException(
          operation + ": " + e.getMessage(), "see the server's log, then start again", e);
    }
  }

  /**
   * The schema where nothing is to be done.
   *
   * @param then gets the connection that told so
   */
  private static Optional<SchemaState> standing(
      String operation, DataSource source, Consumer<Connection> then) throws SQLException {
    try (Connection connection = CurrentSchema.open(operation, source)) {
      Optional<SchemaState> standing = StandingHistory.read(connection);
      if (standing.isPresent()) {
        then.accept(connection);
      }
      return standing;
    }
  }

  private static SchemaState migrate(String operation, DataSource source) throws SQLException {
    Flyway flyway = settings(source).load();
    SchemaState before = state(flyway);
    if (before.upToDate()) {
      return before;
    }
    CurrentSchema.requireRightToCreate(operation, source);
    try (MigrationTurn turn = MigrationTurn.take(operation, source)) {
      turn.dropEmptyHistory(StandingHistory.TABLE);
      flyway.migrate();
    }
    return state(flyway);
  }

  /**
   * What is applied and what is pending; changes nothing.
   *
   * @throws MigrationException when the server cannot be asked
   */
  public static SchemaState validate(DataSource source) {
    String operation = "read the state of the assistant's schema";
    return attempt(
        operation,
        () ->
            standing(operation, source, connection -> {})
                .orElseGet(() -> state(settings(source).load())));
  }

  private static FluentConfiguration settings(DataSource source) {
    FluentConfiguration settings = Flyway.configure(Migrations.class.getClassLoader());
    // A lock of the session would be left with whichever session a pooler hands out.
    settings
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(true);
    return settings
        .dataSource(source)
        .locations("classpath:" + Script.FOLDER)
        .failOnMissingLocations(true)
        .table(StandingHistory.TABLE)
        .createSchemas(false)
        // Other tables may live in the schema; version 0 stands for them, and nothing is skipped.
        .baselineOnMigrate(true)
        .baselineVersion(BASELINE)
        .baselineDescription("before the assistant")
        .validateOnMigrate(true)
        .cleanDisabled(true)
        .outOfOrder(false)
        .placeholderReplacement(false)
        .ignoreMigrationPatterns("*:pending", "*:future")
        .lockRetryCount(LOCK_ATTEMPTS_A_SECOND_APART)
        .loggers("slf4j");
  }

  private static SchemaState state(Flyway flyway) {
    List<SchemaState.Step> steps =
        Arrays.stream(flyway.info().all())
            .filter(Migrations::ours)
            .map(
                step ->
                    new SchemaState.Step(
                        step.getVersion().getVersion(),
                        step.getDescription(),
                        step.getState().isApplied()))
            .toList();
    List<String> problems =
        flyway.validateWithResult().invalidMigrations.stream().map(Migrations::problem).toList();
    return new SchemaState(steps, problems);
  }

  private static boolean ours(MigrationInfo step) {
    return step.getVersion() != null && !step.getType().isBaseline();
  }

  private static String problem(ValidateOutput invalid) {
    String what = invalid.errorDetails == null ? "" : invalid.errorDetails.errorMessage;
    return ("step " + invalid.version + " (" + invalid.description + "): " + what).strip();
  }

  /** Something that is done with the schema. */
  private interface Step {
    SchemaState take() throws SQLException;
  }

  private static SchemaState attempt(String operation, Step step) {
    try {
      return step.take();
    } catch (FlywayException e) {
      throw new MigrationException(
          operation + ": " + e.getMessage(),
          "the step that failed has left nothing behind; set right what the server names, then"
              + " start again",
          e);
    } catch (SQLException e) {
      throw new MigrationException(
          operation + ": " + e.getMessage(), "see the server's log, then start again", e);
    }
  }
}
