package com.hypermindlabs.understudy.route;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock whose holder leads the site's processes. The file is opened once and never read: the
 * kernel drops a process's lock when any of its descriptors of that file is closed. A process that
 * dies loses it at once, whatever killed it.
 *
 * <p>Thread-safe.
 */
public final class LeaderLock implements AutoCloseable {
  private final FileChannel channel;
  private volatile boolean held;

  private LeaderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens the lock file, which is made when missing, without taking the lock. */
  public static LeaderLock open(Path file) throws IOException {
    return new LeaderLock(
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** Takes the lock if nobody has it. Answers whether this object holds it now. Never waits. */
  public synchronized boolean tryLead() {
    if (!held && channel.isOpen()) {
      try {
        held = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        held = false; // another site object of this JVM leads
      } catch (IOException e) {
        held = false; // a file system without locks: nobody leads, nothing breaks
      }
    }
    return held;
  }

  /** Whether this object holds the lock. */
  public boolean leading() {
    return held;
  }

  @Override
  public synchronized void close() throws IOException {
    held = false;
    channel.close();
  }
}
