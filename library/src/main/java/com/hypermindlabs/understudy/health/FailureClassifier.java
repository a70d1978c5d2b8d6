package com.hypermindlabs.understudy.health;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells from an exception what is wrong with a server. Pure functions, thread-safe. They look at
 * SQLSTATEs and causes where these tell: texts come in the language of the server or of this JVM.
 */
public final class FailureClassifier {
  private static final int LONGEST_CHAIN = 20;

  private FailureClassifier() {}

  /**
   * Whether an exception says that the connection or the server is gone or cannot serve, so that
   * the server's health is worth a look at once. Not so for a cancelled query (57014) nor for any
   * ordinary error of a statement.
   */
  public static boolean isConnectionFailure(SQLException failure) {
    for (Throwable link : chain(failure)) {
      @Nullable String state = link instanceof SQLException sql ? sql.getSQLState() : null;
      if (state != null) {
        return isConnectionFailure(state, (SQLException) link);
      }
    }
    // Without any SQLSTATE: the driver or a pool passed on what the socket said.
    return chain(failure).stream().anyMatch(IOException.class::isInstance);
  }

  private static boolean isConnectionFailure(String state, SQLException failure) {
    return switch (state) {
      case "57P01", "57P02", "57P03", "53300" -> true;
      // A statement may fail so for another server that it asked, or violate the protocol, and its
      // connection lives on.
      default ->
          state.startsWith("08")
              && chain(failure).stream()
                  .flatMap(link -> serverError(link).stream())
                  .allMatch(FailureClassifier::isFatal);
    };
  }

  /** What an ordinary error is called depends on the server's language, more than this does. */
  private static boolean isFatal(ServerErrorMessage error) {
    return "FATAL".equals(error.getSeverity()) || "PANIC".equals(error.getSeverity());
  }

  /** What an exception of connecting or of a probe's query says about the server. */
  public static ProblemCode classify(SQLException failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable link : chain) {
      if (link instanceof SQLException sql && serverError(sql).isPresent()) {
        return ofServer(sql, serverError(sql).get());
      }
    }
    for (Throwable link : chain) {
      ProblemCode code = ofSocket(link);
      if (code != null) {
        return code;
      }
    }
    if (chain.stream().anyMatch(FailureClassifier::isOfTls)) {
      return ProblemCode.TLS;
    }
    return ofState(String.valueOf(failure.getSQLState()), failure);
  }

  /** What the server itself said, if it was the server that spoke. */
  static Optional<ServerErrorMessage> serverError(Throwable failure) {
    return failure instanceof PSQLException postgres
        ? Optional.ofNullable(postgres.getServerErrorMessage())
        : Optional.empty();
  }

  private static ProblemCode ofServer(SQLException failure, ServerErrorMessage error) {
    String text = (error.getMessage() + " " + error.getDetail()).toLowerCase(Locale.ROOT);
    return switch (String.valueOf(failure.getSQLState())) {
      // 42501: the role lacks CONNECT on the database.
      case "28P01", "28000", "42501" -> ProblemCode.WRONG_PASSWORD;
      case "3D000", "57P04" -> ProblemCode.MISSING_DATABASE;
      case "53300" -> ProblemCode.TOO_MANY_CONNECTIONS;
      case "57P01", "57P02" -> ProblemCode.SHUTTING_DOWN;
      // One state for three things; only the text tells them apart.
      case "57P03" ->
          text.contains("shutting down")
              ? ProblemCode.SHUTTING_DOWN
              : text.contains("hot standby mode is disabled")
                  ? ProblemCode.IN_RECOVERY
                  : ProblemCode.STARTING_UP;
      case "25006" -> ProblemCode.READ_ONLY;
      case "08P01" -> ofPooler(text);
      default -> ProblemCode.OTHER;
    };
  }

  /** PgBouncer has one state for all that it refuses, and speaks English alone. */
  private static ProblemCode ofPooler(String text) {
    if (text.contains("authentication failed") || text.contains("no such user")) {
      return ProblemCode.WRONG_PASSWORD;
    }
    boolean missing =
        text.contains("no such database")
            || (text.contains("database") && text.contains("does not exist"));
    return missing ? ProblemCode.MISSING_DATABASE : ProblemCode.OTHER;
  }

  private static @Nullable ProblemCode ofSocket(Throwable link) {
    // A SocketTimeoutException is one, too.
    if (link instanceof InterruptedIOException) {
      return ProblemCode.SILENT;
    }
    if (link instanceof UnknownHostException) {
      return ProblemCode.UNRESOLVABLE;
    }
    if (link instanceof NoRouteToHostException) {
      return ProblemCode.UNREACHABLE;
    }
    if (link instanceof EOFException) {
      return ProblemCode.RESET;
    }
    if (link instanceof SocketException) {
      String text = String.valueOf(link.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("unreachable") || text.contains("network is down")) {
        return ProblemCode.UNREACHABLE;
      }
      if (text.contains("timed out")) {
        return ProblemCode.SILENT;
      }
      return link instanceof ConnectException ? ProblemCode.REFUSED : ProblemCode.RESET;
    }
    return null;
  }

  private static boolean isOfTls(Throwable link) {
    if (link instanceof SSLException || link instanceof GeneralSecurityException) {
      return true;
    }
    // The driver's own complaints about keys, certificates and host names have no cause.
    StackTraceElement[] trace = link.getStackTrace();
    return trace.length > 0
        && (trace[0].getClassName().startsWith("org.postgresql.ssl.")
            || (trace[0].getMethodName().equals("enableSSL")
                && link instanceof SQLException sql
                && !"08P01".equals(sql.getSQLState())));
  }

  private static ProblemCode ofState(String state, SQLException failure) {
    return switch (state) {
      // The driver: the server wants a password and we have none, or one it cannot use.
      case "08004", "28P01", "28000" -> ProblemCode.WRONG_PASSWORD;
      case "08P01" -> ProblemCode.NOT_POSTGRES;
      case "08006", "08001", "08003" ->
          chain(failure).stream().anyMatch(IOException.class::isInstance)
              ? ProblemCode.RESET
              : ProblemCode.OTHER;
      default -> ProblemCode.OTHER;
    };
  }

  /** The exception and its causes; a cycle among them does no harm. */
  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    @Nullable Throwable link = failure;
    while (link != null && chain.size() < LONGEST_CHAIN) {
      chain.add(link);
      link = link.getCause();
    }
    return chain;
  }
}
