package com.hypermindlabs.understudy.route;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The route in a memory-mapped file that all processes of a site share. Reading it is a read of
 * memory, no system call; it only ever moves to a greater epoch. After a crash it may be anything
 * older than the truth, which the gate on the fallback holds.
 *
 * <p>Thread-safe, also among processes.
 */
public final class RouteMap {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int OFFSET = 0;
  // Far enough from the word for processors not to take it along: every commit writes there.
  private static final int COMMITS = 128;
  private static final int SIZE = 256;

  private final MappedByteBuffer memory;

  private RouteMap(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /** Maps the file, which is made when missing. The mapping lives as long as this object. */
  public static RouteMap open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Mapping beyond the end makes the file grow, filled with zeros: Route.NONE.
      return new RouteMap(channel.map(FileChannel.MapMode.READ_WRITE, OFFSET, SIZE));
    }
  }

  /** The word as it stands now; compare it with {@code ==} to see a change. */
  public long word() {
    return (long) LONG.getAcquire(memory, OFFSET);
  }

  /** The route as it stands now. */
  public Route read() {
    return Route.unpacked(word());
  }

  /** Something was committed on the primary. One addition in memory, no system call. */
  public void committed() {
    long unused = (long) LONG.getAndAdd(memory, COMMITS, 1L);
  }

  /** How often that was said by any process; compare it with what it was to see a change. */
  public long commits() {
    return (long) LONG.getAcquire(memory, COMMITS);
  }

  /**
   * Moves to a route, if its epoch is greater than the one that stands.
   *
   * @return the route that stands now: the given one, or a later one of another process
   */
  public Route advance(Route to) {
    while (true) {
      long current = word();
      if (Route.epochOf(current) >= to.epoch()) {
        return Route.unpacked(current);
      }
      if (LONG.compareAndSet(memory, OFFSET, current, to.packed())) {
        return to;
      }
    }
  }

  /**
   * Raises or lowers the wait flag of an epoch.
   *
   * @return false when that epoch is over
   */
  public boolean mark(long epoch, boolean waiting) {
    while (true) {
      long current = word();
      if (Route.epochOf(current) != epoch) {
        return false;
      }
      long wanted = Route.unpacked(current).waiting(waiting).packed();
      if (current == wanted || LONG.compareAndSet(memory, OFFSET, current, wanted)) {
        return true;
      }
    }
  }
}
