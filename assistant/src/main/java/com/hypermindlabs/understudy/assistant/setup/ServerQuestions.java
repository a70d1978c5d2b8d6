package com.hypermindlabs.understudy.assistant.setup;

import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.CHOICE;
import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.FLAG;
import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.NUMBER;
import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.SECRET;
import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.TEXT;

import java.util.List;

/** What is asked about the two servers. */
final class ServerQuestions {
  /** Whether there is a primary at all. */
  static final String PRIMARY = "database";

  static final String FALLBACK = "database_fallback.enabled";

  private static final String YES = "true";

  private ServerQuestions() {}

  static List<Question> database() {
    return List.of(
        QuestionBuilder.apart(
                PRIMARY,
                Section.DATABASE,
                FLAG,
                "Remote primary",
                "Yes when the data lives on a remote PostgreSQL; no runs on the local one alone.")
            .type(Catalogue::flag)
            .option("primary"),
        primary("host", TEXT, "Host", "Name or address; several of one cluster as a:5432,b:5433.")
            .required()
            .option("database-host"),
        primary("port", NUMBER, "Port", "For every host that names none.").option("database-port"),
        primary("db_name", TEXT, "Database", "Name of the database on that server.")
            .required()
            .option("database-name"),
        primary("user", TEXT, "User", "Role that owns the tables, or may create them.")
            .required()
            .option("database-user"),
        primary("password", SECRET, "Password", "Empty where the server asks for none.")
            .option("database-password"),
        primary("sslmode", CHOICE, "Encryption", "prefer encrypts where the server can.")
            .choices("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
            .advanced()
            .option("database-sslmode"));
  }

  static List<Question> fallback() {
    return List.of(
        QuestionBuilder.setting(
                FALLBACK,
                Section.FALLBACK,
                FLAG,
                "Fallback",
                "With no, a failing primary means an outage.")
            .option("fallback-enabled"),
        fallback("mode", CHOICE, "Server", "auto takes what is there, else brings its own.")
            .choices("auto", "existing", "installed", "embedded", "docker")
            .option("fallback-mode"),
        fallback("port", NUMBER, "Port", "Without one a free port is chosen and kept.")
            .option("fallback-port"),
        fallback("host", TEXT, "Host", "Where an existing server listens.")
            .advanced()
            .option("fallback-host"),
        fallback("db_name", TEXT, "Database", "Else as the primary's.")
            .advanced()
            .option("fallback-name"),
        fallback("user", TEXT, "User", "The application's role there.")
            .advanced()
            .option("fallback-user"),
        fallback("password", SECRET, "Password", "Without one a password is generated.")
            .advanced()
            .option("fallback-password"));
  }

  private static QuestionBuilder primary(
      String name, Question.Kind kind, String label, String help) {
    return QuestionBuilder.setting("database." + name, Section.DATABASE, kind, label, help)
        .when(PRIMARY, YES);
  }

  private static QuestionBuilder fallback(
      String name, Question.Kind kind, String label, String help) {
    return QuestionBuilder.setting("database_fallback." + name, Section.FALLBACK, kind, label, help)
        .when(FALLBACK, YES);
  }
}
