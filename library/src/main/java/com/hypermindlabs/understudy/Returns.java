package com.hypermindlabs.understudy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.status.ReturnJson;
import com.hypermindlabs.understudy.status.ReturnReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of a site's returns, and what the next one waits for, in the state directory. Nothing
 * is decided by them. Thread-safe, also among processes: each file is moved into its place whole.
 */
final class Returns {
  private static final Logger LOG = LoggerFactory.getLogger(Returns.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WAITS = "waits.txt";

  private final Path folder;
  // What could not be written: a full disk is one of the things that a return waits for.
  private volatile @Nullable String unwritten;

  /** For a site's state directory; makes nothing yet. */
  Returns(Path stateDirectory) {
    this.folder = stateDirectory.resolve("returns");
  }

  /** Keeps a report; one of the same epoch is replaced. */
  void save(ReturnReport report) {
    String name = String.format(Locale.ROOT, "%010d.json", report.epoch());
    try {
      put(name, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(ReturnJson.tree(report)));
    } catch (IOException e) {
      LOG.error("the report of the return cannot be kept in {}: {}", folder, e.toString());
    }
  }

  /** The report of the last return. */
  Optional<ReturnReport> latest() {
    @Nullable Path last = null;
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        last = last == null || last.compareTo(file) < 0 ? file : last;
      }
      return last == null
          ? Optional.empty()
          : Optional.of(ReturnJson.read(JSON.readTree(Files.readAllBytes(last))));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("the report of the last return cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }

  /** Keeps what the return waits for; null when for nothing. */
  void waitsFor(@Nullable String reason) {
    unwritten = null;
    try {
      if (reason == null) {
        Files.deleteIfExists(folder.resolve(WAITS));
      } else {
        put(WAITS, reason.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      unwritten = reason;
      LOG.warn("what the return waits for cannot be written: {}", e.toString());
    }
  }

  /** What the leading process said last of what the return waits for; null when of nothing. */
  @Nullable String waitsFor() {
    @Nullable String known = unwritten;
    if (known != null) {
      return known;
    }
    try {
      return Files.readString(folder.resolve(WAITS));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.debug("read what the return waits for", e);
      return null;
    }
  }

  private void put(String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    Path scratch = Files.createTempFile(folder, "return", ".tmp");
    try {
      Files.write(scratch, bytes);
      Files.move(scratch, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(scratch); // there is one still when that failed
    }
  }
}
