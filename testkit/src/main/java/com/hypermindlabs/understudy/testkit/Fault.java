package com.hypermindlabs.understudy.testkit;

import java.time.Duration;
import java.util.Arrays;

/** What happens to the bytes of one direction. Compared by identity: each order is a new one. */
sealed interface Fault {
  /** Forwards everything at once. */
  final class Pass implements Fault {}

  /** Forwards nothing, the end of the stream included, until another fault takes its place. */
  final class Hold implements Fault {}

  /** Forwards each chunk only after a while. */
  final class Delay implements Fault {
    private final Duration time;

    Delay(Duration time) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("delay: " + time + " is negative");
      }
      this.time = time;
    }

    long nanos() {
      return time.toNanos();
    }
  }

  /** Forwards so many bytes a second at most. */
  final class Throttle implements Fault {
    private static final int SLICES_PER_SECOND = 50;

    private final long bytesPerSecond;

    Throttle(long bytesPerSecond) {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException("throttle: " + bytesPerSecond + " bytes/s is below 1");
      }
      this.bytesPerSecond = bytesPerSecond;
    }

    int slice(int wanted) {
      return (int) Math.min(wanted, Math.max(1, bytesPerSecond / SLICES_PER_SECOND));
    }

    long nanos(int bytes) {
      return bytes * 1_000_000_000L / bytesPerSecond;
    }
  }

  /** Does something when certain bytes are to pass. */
  final class Before implements Fault {
    private final byte[] text;
    private final Then then;

    /** What is done where they begin. */
    enum Then {
      /** The connection is reset. */
      CUT,
      /** The direction is held, on every connection. */
      SWALLOW
    }

    Before(byte[] text, Then then) {
      if (text.length == 0) {
        throw new IllegalArgumentException("fault before certain bytes: none are named");
      }
      this.text = text.clone();
      this.then = then;
    }

    Then then() {
      return then;
    }

    /** Where they begin in a part of a chunk; less than nothing when they are not in it. */
    int in(byte[] chunk, int offset, int length) {
      for (int at = offset; at <= offset + length - text.length; at++) {
        if (Arrays.equals(chunk, at, at + text.length, text, 0, text.length)) {
          return at - offset;
        }
      }
      return -1;
    }
  }

  /** Resets each connection when so many bytes of it have passed. */
  final class Cut implements Fault {
    private final long bytes;

    Cut(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("cut: " + bytes + " bytes is negative");
      }
      this.bytes = bytes;
    }

    long bytes() {
      return bytes;
    }
  }
}
