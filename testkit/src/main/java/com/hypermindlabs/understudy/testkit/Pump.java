package com.hypermindlabs.understudy.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Carries the bytes of one direction of one connection, under the fault in force. */
final class Pump {
  private static final int CHUNK = 64 * 1024;

  private final Link link;
  private final Direction direction;
  private final Socket from;
  private final Socket to;
  private final Runnable passing;
  // Held for each write, so that whoever orders a fault can wait for the write under way.
  private final ReentrantLock writing = new ReentrantLock();
  private Fault counted = new Fault.Pass();
  private long passed;

  /**
   * @param passing told before bytes go out
   */
  Pump(Link link, Direction direction, Socket from, Socket to, Runnable passing) {
    this.link = link;
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.passing = passing;
  }

  /**
   * Runs to the end of the stream and hands that on too.
   *
   * @throws CutException when a fault ends the connection
   */
  void run() throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    InputStream in = from.getInputStream();
    while (true) {
      int length;
      try {
        length = in.read(chunk);
      } catch (IOException e) {
        // A link that swallows packets swallows the reset, too.
        if (!from.isClosed()) {
          link.waitWhileHeld(direction);
        }
        throw e;
      }
      if (length < 0) {
        link.waitWhileHeld(direction);
        to.shutdownOutput();
        return;
      }
      forward(chunk, length);
    }
  }

  /** Waits for the write under way; says whether it ended in time. */
  boolean settled(long millis) throws InterruptedException {
    if (!writing.tryLock(millis, TimeUnit.MILLISECONDS)) {
      return false;
    }
    writing.unlock();
    return true;
  }

  private void forward(byte[] chunk, int length) throws IOException, InterruptedException {
    long arrival = System.nanoTime();
    int sent = 0;
    while (sent < length) {
      sent += step(link.fault(direction), arrival, chunk, sent, length - sent);
    }
  }

  /** Does what one fault asks for; says how many bytes went out. */
  private int step(Fault fault, long arrival, byte[] chunk, int offset, int left)
      throws IOException, InterruptedException {
    if (fault instanceof Fault.Hold) {
      link.waitWhileHeld(direction);
      return 0;
    }
    if (fault instanceof Fault.Delay delay) {
      link.count(1);
      return link.waitUntil(direction, fault, arrival + delay.nanos())
          ? write(fault, chunk, offset, left)
          : 0;
    }
    if (fault instanceof Fault.Throttle throttle) {
      int sent = write(fault, chunk, offset, throttle.slice(left));
      link.count(1);
      link.waitUntil(direction, fault, System.nanoTime() + throttle.nanos(sent));
      return sent;
    }
    if (fault instanceof Fault.Cut cut) {
      return cut(cut, chunk, offset, left);
    }
    if (fault instanceof Fault.Before before) {
      return before(before, chunk, offset, left);
    }
    return write(fault, chunk, offset, left);
  }

  private int cut(Fault.Cut cut, byte[] chunk, int offset, int left) throws IOException {
    long before = counted == cut ? passed : 0;
    int sent = write(cut, chunk, offset, (int) Math.min(left, cut.bytes() - before));
    if (counted == cut && passed >= cut.bytes()) {
      link.count(1);
      throw new CutException();
    }
    return sent;
  }

  private int before(Fault.Before fault, byte[] chunk, int offset, int left) throws IOException {
    int before = fault.in(chunk, offset, left);
    int sent = write(fault, chunk, offset, before < 0 ? left : before);
    if (before >= 0 && sent == before && link.fault(direction) == fault) {
      if (fault.then() == Fault.Before.Then.CUT) {
        link.count(1);
        throw new CutException();
      }
      link.replace(direction, fault, new Fault.Hold()); // counts what it holds
    }
    return sent;
  }

  /** Writes if the fault is still the one in force. */
  private int write(Fault fault, byte[] chunk, int offset, int count) throws IOException {
    writing.lock();
    try {
      if (link.fault(direction) != fault) {
        return 0;
      }
      OutputStream out = to.getOutputStream();
      passing.run();
      out.write(chunk, offset, count);
      passed = counted == fault ? passed + count : count;
      counted = fault;
      return count;
    } finally {
      writing.unlock();
    }
  }

  /** The connection has to end here. */
  static final class CutException extends IOException {
    private static final long serialVersionUID = 1L;

    CutException() {
      super("cut by the proxy");
    }
  }
}
