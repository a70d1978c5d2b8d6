package com.hypermindlabs.understudy.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hypermindlabs.understudy.server.Trees;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes of children as the JVM has them in memory, so that each child starts in about half
 * the time: an archive of class data (JEP 350), made by one child that is let run to its end. Such
 * an archive takes classes from jars only; folders of this JVM's class path are packed for it.
 *
 * <pre>{@code
 * SharedClasses classes =
 *     SharedClasses.in(Path.of("target/shared-classes"), ChildJvm.of(Main.class, "--help"));
 * ChildJvm child = ChildJvm.of(Main.class, "serve").sharing(classes).start();
 * }</pre>
 *
 * Immutable.
 */
public final class SharedClasses {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String COMPLETE = "complete";

  private final String classPath;
  private final Path archive;

  private SharedClasses(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /**
   * Those that a child loads. Made when the folder has none of these classes; whoever comes
   * meanwhile, in this JVM or another, waits for it. What is there of other classes is deleted.
   *
   * @param folder where they are kept, made if need be; for nothing else
   * @param training the child; what it loads is archived. It has to end by itself within two
   *     minutes
   * @throws UncheckedIOException when a file cannot be written
   * @throws AssertionError when the child does not end in time
   */
  public static synchronized SharedClasses in(Path folder, ChildJvm.Launch training) {
    List<Path> parts =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            // An empty one would be the working folder, and the archive with it.
            .filter(part -> !part.isEmpty())
            .map(Path::of)
            .filter(Files::exists)
            .toList();
    try {
      Path home = Files.createDirectories(folder).toAbsolutePath();
      try (FileChannel channel =
              FileChannel.open(
                  home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        Path place = home.resolve(stamp(parts));
        if (!Files.exists(place.resolve(COMPLETE))) {
          make(home, place, parts, training);
        }
        return at(place, parts);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keep the classes of children in " + folder, e);
    }
  }

  /** The class path they are found on. */
  String classPath() {
    return classPath;
  }

  /** What the JVM is told; nothing where the JVM of the training made no archive. */
  List<String> options() {
    return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
  }

  private static void make(Path home, Path place, List<Path> parts, ChildJvm.Launch training)
      throws IOException {
    try (Stream<Path> all = Files.list(home)) {
      for (Path other : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
        Trees.delete(other);
      }
    }
    // The archive knows its jars by their paths: they have to be made where they stay.
    Files.createDirectory(place);
    for (int i = 0; i < parts.size(); i++) {
      if (Files.isDirectory(parts.get(i))) {
        pack(parts.get(i), jar(place, i));
      }
    }
    SharedClasses classes = at(place, parts);
    ChildJvm.Launch child = training.sharing(classes);
    try (ChildJvm trained = child.option("-XX:ArchiveClassesAtExit=" + classes.archive).start()) {
      trained.awaitExit(PATIENCE);
    }
    Files.createFile(place.resolve(COMPLETE));
  }

  private static SharedClasses at(Path place, List<Path> parts) {
    return new SharedClasses(classPath(place, parts), place.resolve("classes.jsa"));
  }

  private static String classPath(Path place, List<Path> parts) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Path part = parts.get(i);
      words.add((Files.isDirectory(part) ? jar(place, i) : part).toString());
    }
    return String.join(File.pathSeparator, words);
  }

  private static Path jar(Path place, int number) {
    return place.resolve(number + ".jar");
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> all = Files.walk(folder)) {
      out.setLevel(Deflater.BEST_SPEED);
      for (Path one : (Iterable<Path>) all.sorted()::iterator) {
        String name = folder.relativize(one).toString().replace(File.separatorChar, '/');
        if (Files.isRegularFile(one)) {
          out.putNextEntry(new ZipEntry(name));
          Files.copy(one, out);
        } else if (!name.isEmpty()) {
          // Whoever looks for resources by their folder asks for the folder.
          out.putNextEntry(new ZipEntry(name + "/"));
        }
      }
    }
  }

  /** Another one for other classes and for another JVM. */
  private static String stamp(List<Path> parts) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(System.getProperty("java.home")).append(System.getProperty("java.vm.version"));
    for (Path part : parts) {
      try (Stream<Path> all = Files.walk(part)) {
        for (Path one : (Iterable<Path>) all.sorted()::iterator) {
          text.append('\n').append(one).append(' ').append(Files.getLastModifiedTime(one));
        }
      }
    }
    return UUID.nameUUIDFromBytes(text.toString().getBytes(UTF_8)).toString();
  }
}
