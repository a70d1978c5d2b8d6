package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.plan.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** What operators and clocks do: over at once. */
final class Order implements Fault {
  private static final int HOURS = 3_600;
  private static final Duration DAY = Duration.ofDays(1);

  private final World world;
  private final Site site;
  private final Kind kind;
  private final int number;

  Order(World world, Site site, Kind kind, int number) {
    this.world = world;
    this.site = site;
    this.kind = kind;
    this.number = number;
  }

  @Override
  public void begin() throws SQLException {
    Member asked = site.asked();
    if (asked == null) {
      throw new InjectionException(site.name() + " has no process to take an order");
    }
    switch (kind) {
      case CLOCK_JUMP -> jump(asked);
      case PLANNED_FAILOVER -> {
        asked.begin("FAILOVER");
        world.ordered(site);
      }
      case MIGRATION -> {
        // As a rolling deployment does: one process ends in good order, a newer one takes its
        // place.
        world.newVersion();
        asked.end();
        site.forget(asked);
        site.fill(2);
      }
      default -> throw new IllegalArgumentException(kind + " is no order");
    }
  }

  /** Up to four days, ahead or back. */
  private void jump(Member asked) throws SQLException {
    long seconds = (number % 2 == 0 ? 1L : -1L) * HOURS * (1 + number % 96);
    Instant shown = Instant.parse(asked.carryOut("CLOCK", Long.toString(seconds)));
    Duration off = Duration.between(Instant.now(), shown);
    if (off.minusSeconds(seconds).abs().compareTo(DAY.dividedBy(2)) > 0) {
      throw new InjectionException("the clock did not jump: it is off by " + off);
    }
    age();
  }

  /** For the primary, its clock ahead by a fortnight is a register that was written long ago. */
  private void age() throws SQLException {
    try (Connection connection = world.direct().getConnection();
        Statement statement = connection.createStatement()) {
      int rows =
          statement.executeUpdate(
              "UPDATE understudy.site SET seen = seen - interval '14 days',"
                  + " registered = registered - interval '14 days'");
      if (rows == 0) {
        throw new InjectionException("no site is registered whose time could jump");
      }
    } catch (SQLException e) {
      // A primary that is down, or is stopped, has no clock either.
      if (!String.valueOf(e.getSQLState()).matches("(08|57).*")) {
        throw e;
      }
    }
  }

  @Override
  public void end() {}
}
