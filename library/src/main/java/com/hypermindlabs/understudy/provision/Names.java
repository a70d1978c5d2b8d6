package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.FallbackSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The names in a server of ours.
 *
 * @param database the database
 * @param application the role that reads and writes rows
 */
record Names(String database, String application) {
  /** The superuser of our own clusters: for provisioning alone. */
  static final String ADMIN = "understudy_admin";

  /** Owns the database, its schemas and tables. */
  static final String OWNER = "understudy_owner";

  /** Where gate and journal live; closed to the application. */
  static final String OWN_SCHEMA = "understudy";

  /** Where the superuser logs in before there is a database of ours. */
  static final String MAINTENANCE = "postgres";

  private static final int LONGEST = 63;
  private static final Set<String> TEMPLATES = Set.of("template0", "template1");

  static Names of(FallbackSettings settings) {
    return new Names(settings.database(), settings.user());
  }

  /** Refuses names that PostgreSQL would refuse or cut, or that are ours. */
  void check() {
    usable("database_fallback.db_name", database);
    usable("database_fallback.user", application);
    if (TEMPLATES.contains(database)) {
      throw bad("database_fallback.db_name", database, "is a template of PostgreSQL's own");
    }
    if (List.of(ADMIN, OWNER).contains(application)) {
      throw bad("database_fallback.user", application, "is a role of ours with more rights");
    }
    if (application.startsWith("pg_") || application.equals("public")) {
      throw bad("database_fallback.user", application, "is reserved by PostgreSQL");
    }
  }

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static void usable(String setting, String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > LONGEST || name.indexOf('\0') >= 0) {
      throw bad(setting, name, "is empty or longer than " + LONGEST + " bytes");
    }
  }

  private static ProvisionException bad(String setting, String name, String why) {
    return new ProvisionException(
        FindingCode.SETTINGS, setting + ": '" + name + "' " + why, "choose another name");
  }
}
