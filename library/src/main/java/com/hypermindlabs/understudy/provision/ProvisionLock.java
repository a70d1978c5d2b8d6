package com.hypermindlabs.understudy.provision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provisioner at a time, among all threads and processes. The kernel drops the lock with the
 * process that held it, however that ended; children do not inherit it.
 */
final class ProvisionLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProvisionLock.class);
  private static final Duration LOOK = Duration.ofMillis(10);

  // Closing any descriptor of a locked file drops the lock, so that within this process only the
  // thread that holds this one may have the file open at all.
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;

  private ProvisionLock(ReentrantLock threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @throws ProvisionException with BUSY when others hold it for longer than the patience
   */
  static ProvisionLock take(Path file, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    ReentrantLock threads = THREADS.computeIfAbsent(file, key -> new ReentrantLock());
    if (!await(threads, patience)) {
      throw busy(file, "another thread of this process");
    }
    FileChannel channel = null;
    try {
      channel = open(file);
      while (!locked(channel)) {
        if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
          throw busy(file, "process " + holder(channel));
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
      write(channel);
      return new ProvisionLock(threads, channel);
    } catch (IOException | RuntimeException e) {
      close(channel);
      threads.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      threads.unlock();
    }
  }

  private static boolean await(ReentrantLock threads, Duration patience) {
    try {
      return threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // The same library in another class loader of this process.
      return false;
    }
  }

  private static void write(FileChannel channel) {
    String pid = String.format(Locale.ROOT, "%-10d", ProcessHandle.current().pid());
    try {
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      // For people only; a full disk must not keep a server from its start.
      LOG.debug("the lock does not name its holder", e);
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * 2);
    int read = channel.read(bytes, 0);
    return read <= 0
        ? "unknown"
        : new String(bytes.array(), 0, read, StandardCharsets.US_ASCII).strip();
  }

  private static ProvisionException busy(Path file, String who) {
    return new ProvisionException(
        FindingCode.BUSY,
        "provision the fallback: " + who + " has held " + file + " for too long",
        "wait for it to end, or end it if it hangs; whatever it had begun is taken up");
  }

  private static void close(@Nullable FileChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
