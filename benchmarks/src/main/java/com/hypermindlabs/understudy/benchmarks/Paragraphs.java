package com.hypermindlabs.understudy.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Paragraphs of the texts that this machine has, each once. */
final class Paragraphs {
  /** In this order, until there are enough. */
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/share/doc"),
          Path.of("/usr/share/perl"),
          Path.of("/usr/lib/python3"),
          Path.of("/usr/share"),
          Path.of("/usr/lib"));

  private static final Pattern BLANK_LINE = Pattern.compile("\\R\\h*\\R");
  private static final int SHORTEST = 200;
  private static final int LONGEST = 1200;
  private static final int MOST_BYTES = 1_000_000;
  private static final long SEED = 4747;

  private final Set<String> found = new TreeSet<>();

  private Paragraphs() {}

  /** So many of them, the same for the same texts, in no order; fewer where there are no more. */
  static List<String> of(int wanted) throws IOException {
    Paragraphs paragraphs = new Paragraphs();
    for (Path folder : FOLDERS) {
      if (Files.isDirectory(folder) && paragraphs.found.size() < wanted) {
        paragraphs.below(folder);
      }
    }
    List<String> all = new ArrayList<>(paragraphs.found);
    Collections.shuffle(all, new Random(SEED));
    return all.subList(0, Math.min(wanted, all.size()));
  }

  private void below(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && attributes.size() <= MOST_BYTES) {
              read(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void read(Path file) {
    try (InputStream plain = Files.newInputStream(file);
        InputStream stream = file.toString().endsWith(".gz") ? new GZIPInputStream(plain) : plain) {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(stream.readNBytes(MOST_BYTES)))
              .toString();
      BLANK_LINE
          .splitAsStream(text)
          .map(String::strip)
          .filter(each -> each.length() >= SHORTEST && each.length() <= LONGEST)
          .filter(each -> each.indexOf('\0') < 0)
          .forEach(found::add);
    } catch (IOException | UncheckedIOException e) {
      // It is no text, or one that is not for us.
    }
  }
}
