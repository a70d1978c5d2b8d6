package com.hypermindlabs.understudy.route;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lock whose holder leads the site's processes. The file is never read, and opened once for all
 * that use it in this JVM: the kernel drops a process's lock when any of its descriptors of that
 * file is closed, as by one that only looks at the site. A process that dies loses it at once,
 * whatever killed it.
 *
 * <p>Thread-safe.
 */
public final class LeaderLock implements AutoCloseable {
  private static final Map<Object, Shared> OPEN = new HashMap<>();

  private final Object file;
  private final FileChannel channel;
  private @Nullable FileLock lock;
  private boolean closed;
  private volatile boolean held;

  private LeaderLock(Object file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** A channel and how many objects use it. */
  private static final class Shared {
    private final FileChannel channel;
    private int users;

    private Shared(FileChannel channel) {
      this.channel = channel;
    }
  }

  /** Opens the lock file, which is made when missing, without taking the lock. */
  public static LeaderLock open(Path file) throws IOException {
    synchronized (OPEN) {
      Object key = key(file);
      Shared shared = OPEN.get(key);
      if (shared == null) {
        shared = new Shared(FileChannel.open(file, StandardOpenOption.WRITE));
        OPEN.put(key, shared);
      }
      shared.users++;
      return new LeaderLock(key, shared.channel);
    }
  }

  /** The file itself, whatever leads there. */
  private static Object key(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // The usual case; it must not be opened to find out.
    }
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath() : key;
  }

  /** Takes the lock if nobody has it. Answers whether this object holds it now. Never waits. */
  public synchronized boolean tryLead() {
    if (!held && !closed) {
      try {
        lock = channel.tryLock();
        held = lock != null;
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
    if (closed) {
      return;
    }
    closed = true;
    held = false;
    synchronized (OPEN) {
      Shared shared = OPEN.get(file);
      if (lock != null) {
        lock.release();
      }
      if (shared != null && --shared.users == 0) {
        OPEN.remove(file);
        shared.channel.close();
      }
    }
  }
}
