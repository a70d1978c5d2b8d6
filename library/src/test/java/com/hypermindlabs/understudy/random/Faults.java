package com.hypermindlabs.understudy.random;

import java.sql.SQLException;
import java.util.Random;

/**
 * Decides at each step of a protocol what happens there: nothing, a write by somebody else, or the
 * end of the process. Steps taken by several threads at once are taken one at a time.
 */
final class Faults {
  /** A write by somebody else. */
  interface Writer {
    Client.Outcome write() throws SQLException;
  }

  private final Random random;
  private final Coverage coverage;
  private Writer primary = () -> Client.Outcome.EMPTY;
  private Writer fallback = () -> Client.Outcome.EMPTY;
  private Life life;
  private String last = "the start";
  private int kills;
  private int taken;
  private int due;
  private boolean quiet = true;

  Faults(Random random, Coverage coverage) {
    this.random = random;
    this.coverage = coverage;
  }

  void writers(Writer onPrimary, Writer onFallback) {
    this.primary = onPrimary;
    this.fallback = onFallback;
  }

  /** From now on this life is at stake. */
  void begin(Life begun) {
    life = begun;
    last = "the start";
  }

  /** From now on, for as long as it lasts, this many kills and any number of writes may happen. */
  void storm(int mostKills) {
    quiet = false;
    kills = mostKills;
  }

  void calm() {
    quiet = true;
  }

  /** How many kills there have been. */
  int taken() {
    return taken;
  }

  /** One of the next steps, whatever the dice say, is the last one of this life. */
  synchronized void soon() {
    due = 1 + random.nextInt(3);
    quiet = false;
    kills = Math.max(kills, 1);
  }

  boolean isQuiet() {
    return quiet;
  }

  /** A step was reached. */
  synchronized void at(String step) {
    coverage.count("steps reached", step);
    coverage.count("after " + last, step);
    last = step;
    if (quiet || life.dead()) {
      return;
    }
    int dice = random.nextInt(100);
    boolean now = due > 0 && --due == 0;
    if (now || (dice < 12 && kills > 0)) {
      kills--;
      taken++;
      coverage.count("killed after", step);
      life.kill();
      throw new Killed(step);
    } else if (dice < 30) {
      write(primary, "primary written at", step);
    } else if (dice < 40) {
      write(fallback, "fallback written at", step);
    }
  }

  private void write(Writer writer, String theme, String step) {
    try {
      if (writer.write() == Client.Outcome.COMMITTED) {
        coverage.count(theme, step);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a writer at " + step, e);
    }
  }
}
