package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.persist;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.route.Mode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A transaction on the primary that keeps a row of the round locked, as of a forgotten psql. */
@Tag("slow")
class StandingLockTest {
  private static final long WATCHED = Duration.ofSeconds(12).toNanos();

  @Test
  void aReturnNamesWhoHasARowLockedAndHoldsUpNobodyMeanwhile() throws Exception {
    try (HealingSite site = new HealingSite();
        Understudy understudy = site.start()) {
      site.degrade(understudy);
      site.primary().restart();
      try (Connection other = site.direct().getConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SET application_name = 'a forgotten psql'");
        statement.execute("SELECT FROM note WHERE id = 1 FOR UPDATE");
        site.await(understudy, Mode.RETURNING);
        assertThat(longestWait(understudy)).isLessThan(Duration.ofSeconds(1));
        site.await(
            understudy,
            report -> String.valueOf(report.journal().waitsFor()).contains("(a forgotten psql)"));
        persist(understudy.dataSource(), "DELETE FROM note WHERE id >= 1000");
      }
      site.isWhole(understudy);
    }
  }

  /** What one writer of the fallback waited for longest, for some tries to return. */
  private static Duration longestWait(Understudy understudy) throws SQLException {
    long end = System.nanoTime() + WATCHED;
    long longest = 0;
    long begun = end - WATCHED;
    for (int id = 1000; begun < end; id++) {
      begun = System.nanoTime();
      persist(understudy.dataSource(), "INSERT INTO note VALUES (" + id + ", 'x')");
      longest = Math.max(longest, System.nanoTime() - begun);
    }
    return Duration.ofNanos(longest);
  }
}
