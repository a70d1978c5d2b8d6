package com.hypermindlabs.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedClassesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void aChildTakesItsClassesFromTheArchive() {
    SharedClasses classes = SharedClasses.in(folder, ChildJvm.of(Greeting.class, "nobody"));
    try (ChildJvm child =
        ChildJvm.of(Greeting.class, "you").sharing(classes).option("-Xlog:class+load").start()) {
      assertThat(child.awaitExit(PATIENCE)).isZero();
      assertThat(child.lines()).contains("hello you");
      assertThat(child.lines())
          .filteredOn(line -> line.contains(Greeting.class.getName()))
          .singleElement()
          .asString()
          .contains("shared objects file (top)");
    }
  }

  @Test
  void itIsMadeOnceAndAgainWhenItsMakingBrokeOff() throws IOException {
    SharedClasses.in(folder, ChildJvm.of(Greeting.class, "nobody"));
    Path archive = one("classes.jsa");
    FileTime made = Files.getLastModifiedTime(archive);
    SharedClasses.in(folder, ChildJvm.of(Greeting.class, "nobody"));
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);

    Files.delete(one("complete"));
    Files.delete(archive);
    SharedClasses.in(folder, ChildJvm.of(Greeting.class, "nobody"));
    assertThat(archive).exists();
  }

  private Path one(String name) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> found = all.filter(path -> path.endsWith(name)).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  /** Says hello. */
  static final class Greeting {
    private Greeting() {}

    public static void main(String[] arguments) {
      System.out.println("hello " + arguments[0]);
    }
  }
}
