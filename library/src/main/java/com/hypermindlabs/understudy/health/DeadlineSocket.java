package com.hypermindlabs.understudy.health;

import com.hypermindlabs.understudy.health.DeadlineSockets.Group;
import com.hypermindlabs.understudy.health.DeadlineSockets.Phase;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** A socket whose connect and reads end at the deadline of its group. */
final class DeadlineSocket extends Socket {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Group group;
  // What the driver asks for, by its own lights; the deadline goes before it.
  private volatile int asked;

  DeadlineSocket(Group group) {
    super();
    this.group = group;
  }

  @Override
  public void connect(SocketAddress address) throws IOException {
    connect(address, 0);
  }

  @Override
  public void connect(SocketAddress address, int timeout) throws IOException {
    group.enter(Phase.CONNECTING);
    super.connect(address, limit(timeout));
    group.enter(Phase.TALKING);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        DeadlineSocket.super.setSoTimeout(limit(asked));
        try {
          return super.read(bytes, offset, length);
        } catch (SocketTimeoutException e) {
          if (group.nanosLeft() <= 0) {
            throw overdue(e);
          }
          throw e;
        }
      }
    };
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    super.setSoTimeout(millis);
    asked = millis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return asked;
  }

  @Override
  public synchronized void close() throws IOException {
    group.remove(this);
    super.close();
  }

  private int limit(int wanted) throws InterruptedIOException {
    long nanos = group.nanosLeft();
    if (nanos <= 0) {
      throw overdue(null);
    }
    int left = (int) Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_MILLI + 1);
    return wanted > 0 ? Math.min(wanted, left) : left;
  }

  // Not a SocketTimeoutException: the driver takes one that it has not asked for as a reason to
  // read again, for ever.
  private static InterruptedIOException overdue(@Nullable Throwable cause) {
    InterruptedIOException overdue = new InterruptedIOException("the probe's time is used up");
    if (cause != null) {
      overdue.initCause(cause);
    }
    return overdue;
  }
}
