package com.hypermindlabs.understudy.health;

/**
 * Reads the health of one server, or of one cluster given as several hosts. Implementations keep a
 * connection of their own open between readings.
 *
 * <p>Not thread-safe, but for {@link #close()}: one monitor owns a probe.
 */
public interface Probe extends AutoCloseable {
  /**
   * Takes a reading. Never throws for anything that the server or the link does, and never takes
   * longer than the probe's budget (plus scheduling).
   *
   * @param fresh whether to use a new connection, so that a full server or a changed password shows
   */
  Reading read(boolean fresh);

  /** Closes the probe's connections; a reading under way ends at once as unhealthy. */
  @Override
  void close();
}
