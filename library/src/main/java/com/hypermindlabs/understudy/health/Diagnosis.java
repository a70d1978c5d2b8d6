package com.hypermindlabs.understudy.health;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.util.ServerErrorMessage;

/**
 * Puts a failure of one target into words: operation, endpoint, cause, hint. What the driver or the
 * server says is quoted only where it holds no password. Immutable.
 *
 * @param target what was probed
 * @param budget the time that a probe has
 */
record Diagnosis(ConnectionTarget target, Duration budget) {
  private static final int LONGEST_QUOTE = 300;

  /** The problem behind an exception of connecting or of a probe's query. */
  Problem of(SQLException failure) {
    ProblemCode code = FailureClassifier.classify(failure);
    String quote =
        FailureClassifier.serverError(failure)
            .map(Diagnosis::text)
            .orElseGet(() -> String.valueOf(deepest(failure).getMessage()));
    return problem(code, cause(code) + quoted(code, quote), hint(code));
  }

  /** A problem that no exception told of. */
  Problem of(ProblemCode code) {
    return problem(code, cause(code), hint(code));
  }

  /** A problem with words of its own. */
  Problem problem(ProblemCode code, String cause, String hint) {
    return new Problem(code, "probe " + target.endpoint() + ": " + cause, hint);
  }

  private String cause(ProblemCode code) {
    return switch (code) {
      case REFUSED -> "connection refused: nobody listens there";
      case RESET -> "the connection was reset or closed";
      case UNRESOLVABLE -> "host name " + target.endpoint().host() + " has no address";
      case UNREACHABLE -> "no route to the host";
      case SILENT -> "no answer within " + budget.toMillis() + " ms";
      case TLS -> "no TLS connection";
      case WRONG_PASSWORD -> "the server rejects role " + target.user();
      case MISSING_DATABASE -> "no database " + target.database() + " to connect to";
      case TOO_MANY_CONNECTIONS -> "no connection slot is free";
      case STARTING_UP -> "the server is starting up";
      case SHUTTING_DOWN -> "the server is shutting down";
      case IN_RECOVERY -> "the server is a standby, in recovery";
      case READ_ONLY -> "the server accepts no writes: transactions are read-only by default";
      case NOT_POSTGRES -> "what answers is no PostgreSQL server";
      case OTHER -> "the server cannot be used";
    };
  }

  private String hint(ProblemCode code) {
    return switch (code) {
      case REFUSED -> "check that the server runs, and its host and port in the settings";
      case RESET -> "check the server's log, and firewalls or proxies on the way";
      case UNRESOLVABLE -> "check the host in the settings, and the name service";
      case UNREACHABLE -> "check the network and its routes";
      case SILENT -> "check the link and firewalls; a slow link may need a longer probe_timeout";
      case TLS -> "check sslmode and sslrootcert in the settings against the server's certificate";
      case WRONG_PASSWORD ->
          "check user and password in the settings, the role's rights, and pg_hba.conf";
      case MISSING_DATABASE -> "check db_name in the settings, or create the database";
      case TOO_MANY_CONNECTIONS ->
          "raise max_connections or the limit of the role or database, or close idle sessions";
      case STARTING_UP -> "wait for the server; its log shows how far it is";
      case SHUTTING_DOWN -> "start the server again";
      case IN_RECOVERY -> "name the writable server among the hosts, or promote this one";
      case READ_ONLY -> "look at default_transaction_read_only of server, database and role";
      case NOT_POSTGRES -> "check host and port in the settings";
      case OTHER -> "the server's log says more";
    };
  }

  private String quoted(ProblemCode code, String text) {
    boolean telling =
        switch (code) {
          case TLS,
              WRONG_PASSWORD,
              MISSING_DATABASE,
              TOO_MANY_CONNECTIONS,
              STARTING_UP,
              NOT_POSTGRES,
              OTHER ->
              true;
          default -> false;
        };
    if (!telling || text.isBlank()) {
      return "";
    }
    String password = target.password().reveal();
    if (!password.isEmpty() && text.contains(password)) {
      return " (its words are left out: they hold the password)";
    }
    String line = text.replaceAll("\\s+", " ").strip();
    return " (" + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) : line) + ")";
  }

  private static String text(ServerErrorMessage error) {
    String detail = error.getDetail();
    return error.getMessage() + (detail == null ? "" : ": " + detail);
  }

  private static Throwable deepest(Throwable failure) {
    Throwable link = failure;
    for (int i = 0; i < LONGEST_QUOTE; i++) {
      Throwable cause = link.getCause();
      if (cause == null || cause.getMessage() == null) {
        return link;
      }
      link = cause;
    }
    return link;
  }
}
