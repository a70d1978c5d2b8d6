package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.RowsAhead;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the migrations on the fallback. Where another process, site or pipeline has migrated
 * the primary, the mirror brings what its migrations insert before they run here; then they run
 * once more, and what is there already is left out, but for what the application has made itself.
 */
final class FallbackMigration {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackMigration.class);

  private final Migration migration;
  private final Function<Map<String, String>, DataSource> sources;
  private final RowsAhead ahead;

  /**
   * Runs nothing yet.
   *
   * @param sources connections as the owner of the tables, with these properties
   * @param link the same, past the gate
   */
  FallbackMigration(
      Migration migration, Function<Map<String, String>, DataSource> sources, Link link) {
    this.migration = migration;
    this.sources = sources;
    this.ahead = new RowsAhead(link);
  }

  /**
   * Runs it.
   *
   * @throws StartException when it fails
   */
  void run() throws InterruptedException {
    try {
      try {
        migration.migrate(sources.apply(GateTable.MIGRATION));
      } catch (Exception e) {
        if (!RowsAhead.metBy(e) || !ahead.leaveOut()) {
          throw e;
        }
        LOG.info(
            "a migration of the fallback meets rows that the mirror has brought ({}); it runs once"
                + " more, and rows that are refused are left out",
            e.getMessage());
        migration.migrate(sources.apply(RowsAhead.MIGRATION));
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw failed(e);
    } finally {
      leaveNothingOut();
    }
  }

  private static StartException failed(Exception e) {
    return new StartException("migrate the fallback: " + e.getMessage(), hint(e), e);
  }

  private static String hint(Exception e) {
    if (RowsAhead.metBy(e)) {
      return "the migration meets rows that are there before it: let it say what then, as ON CONFLICT"
          + " does; see 'Migrations' in docs/operating.md";
    }
    if (Likeness.makesRole(e)) {
      return "a migration may make no role there: let it do so only IF NOT EXISTS (SELECT FROM pg_roles"
          + " ...), and on an existing server have the role made by a superuser, CREATE ROLE ..."
          + " NOLOGIN; see 'Roles that migrations name' in docs/provisioning.md";
    }
    return "each migration has to run on the fallback too: see 'Migrations' in docs/operating.md";
  }

  private void leaveNothingOut() {
    try {
      ahead.leaveNothingOut();
    } catch (SQLException e) {
      LOG.debug("take away the triggers that leave rows out; the next start does", e);
    }
  }
}
