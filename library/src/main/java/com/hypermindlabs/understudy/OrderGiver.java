package com.hypermindlabs.understudy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether whoever gave an order still waits for it: he holds a lock on a file beside it, which the
 * kernel drops with his process, whatever ends it. A number of a process would not do: it is used
 * again, and means nothing in another container. Thread-safe.
 */
final class OrderGiver {
  /** What the file's name ends in. */
  static final String FILE = ".giver";

  private static final Logger LOG = LoggerFactory.getLogger(OrderGiver.class);

  /** Those of this JVM: whoever opens such a file here would drop its lock by closing it. */
  private static final Map<String, FileChannel> HERE = new ConcurrentHashMap<>();

  private OrderGiver() {}

  /** From now on somebody of this process waits for that order. */
  static void begin(Path folder, String id) {
    try {
      Files.createDirectories(folder);
      Path scratch = Files.createTempFile(folder, "order", ".tmp");
      FileChannel channel = FileChannel.open(scratch, StandardOpenOption.WRITE);
      HERE.put(id, channel);
      lock(channel);
      // Locked before anybody knows it.
      Files.move(scratch, folder.resolve(id + FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("give an order in " + folder, e);
    }
  }

  private static void lock(FileChannel channel) {
    try {
      FileLock unused = channel.lock();
    } catch (IOException e) {
      LOG.debug("a file system without locks: nobody leads there either", e);
    }
  }

  /** Nobody waits for it any more. */
  static void end(Path folder, String id) {
    try {
      Files.deleteIfExists(folder.resolve(id + FILE));
      FileChannel channel = HERE.remove(id);
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("an order in {} cannot be left: {}", folder, e.toString());
    }
  }

  /** Whether somebody does, in any process; yes where that cannot be told. */
  static boolean waits(Path folder, String id) {
    if (HERE.containsKey(id)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(folder.resolve(id + FILE));
        FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return free == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("whether {} is waited for cannot be told", id, e);
      return true;
    }
  }
}
