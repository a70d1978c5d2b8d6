package com.hypermindlabs.understudy.assistant.store;

import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * Jdbi as the stores use it: statements are sent as they are written, with bound parameters and no
 * templates; errors name the operation and never quote a parameter. Thread-safe.
 */
final class Database {
  private final Jdbi jdbi;

  Database(DataSource source) {
    this.jdbi = Jdbi.create(source);
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    jdbi.registerArrayType(float.class, "float4");
    jdbi.registerArrayType(double.class, "float8");
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(UUID.class, "uuid");
  }

  /** Work with a connection. */
  interface Work<T> {
    T on(Handle handle);
  }

  /** Each statement is a transaction of its own. */
  <T> T run(String operation, Work<T> work) {
    try {
      return jdbi.withHandle(work::on);
    } catch (JdbiException e) {
      throw StoreException.because(operation, e);
    }
  }

  /** All statements are one transaction. */
  <T> T transaction(String operation, Work<T> work) {
    try {
      return jdbi.inTransaction(work::on);
    } catch (JdbiException e) {
      throw StoreException.because(operation, e);
    }
  }
}
