package com.hypermindlabs.understudy.route;

/**
 * A route with its epoch, as it stands in the mapped file: 63 bits hold the epoch, the target and
 * the wait flag, so that one read of one long tells all of it.
 *
 * @param epoch grows with every change of route; 0 before the first
 * @param target where the site's processes go
 * @param waiting whether borrowers should wait a moment, because a change of route is under way
 */
public record Route(long epoch, Target target, boolean waiting) {
  private static final int EPOCH_SHIFT = 2;
  private static final long WAIT_BIT = 2;
  private static final long FALLBACK_BIT = 1;

  /** Before anything was chosen. */
  public static final Route NONE = new Route(0, Target.PRIMARY, false);

  /**
   * @throws IllegalArgumentException for a negative epoch
   */
  public Route {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch: " + epoch + " is negative");
    }
  }

  /** A route that nobody has to wait for. */
  public static Route of(long epoch, Target target) {
    return new Route(epoch, target, false);
  }

  /** The route of the next epoch. */
  public Route next(Target to) {
    return of(epoch + 1, to);
  }

  /** The same with another wait flag. */
  public Route waiting(boolean flag) {
    return new Route(epoch, target, flag);
  }

  /** The route in one long, as it stands in the mapped file; never negative. */
  public long packed() {
    return (epoch << EPOCH_SHIFT)
        | (waiting ? WAIT_BIT : 0)
        | (target == Target.FALLBACK ? FALLBACK_BIT : 0);
  }

  /** The route of a packed one. */
  public static Route unpacked(long word) {
    return new Route(
        word >>> EPOCH_SHIFT,
        (word & FALLBACK_BIT) != 0 ? Target.FALLBACK : Target.PRIMARY,
        (word & WAIT_BIT) != 0);
  }

  /** The epoch of a packed route. */
  public static long epochOf(long word) {
    return word >>> EPOCH_SHIFT;
  }
}
