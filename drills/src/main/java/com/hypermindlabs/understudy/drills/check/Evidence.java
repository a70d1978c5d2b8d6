package com.hypermindlabs.understudy.drills.check;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What a schedule leaves behind to be looked at, when everybody rests and every site is back.
 *
 * @param primary the primary, past every link
 * @param sites the sites
 * @param histories the folder with what every process did and heard
 * @param lost what the primary lost by itself, each time that a standby was promoted
 */
public record Evidence(Source primary, List<Site> sites, Path histories, List<Lost> lost) {
  /** Copies the lists. */
  public Evidence {
    sites = List.copyOf(sites);
    lost = List.copyOf(lost);
  }

  /** Opens connections. */
  public interface Source {
    /** A new connection. */
    Connection open() throws SQLException;
  }

  /**
   * A site.
   *
   * @param name as its processes' names begin
   * @param owner its fallback, as the owner of the tables
   * @param application the same as the application
   */
  public record Site(String name, Source owner, Source application) {}

  /**
   * Commits that a promoted standby did not have. By {@link System#nanoTime()}, which is one clock
   * for the machine.
   *
   * @param from what the primary took from here on is lost
   * @param to until here
   * @param returned whether it had been handed something back meanwhile, which is lost too
   */
  public record Lost(long from, long to, boolean returned) {}
}
