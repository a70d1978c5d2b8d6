package com.hypermindlabs.understudy.assistant;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.SharedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program in a process of its own. */
public final class MainProcess {
  private static final Path TARGET = Path.of("target");

  private MainProcess() {}

  /** With these words, not started yet. */
  public static ChildJvm.Launch of(List<String> words) {
    return of(words.toArray(String[]::new));
  }

  /** With these words, not started yet. */
  public static ChildJvm.Launch of(String... words) {
    return ChildJvm.of(Main.class, words).sharing(Classes.SHARED);
  }

  /** With a primary that refuses and no fallback, by variables. */
  public static ChildJvm.Launch inAnOutage(ChildJvm.Launch launch) {
    return launch
        .environment("POSTGRES_HOST", "127.0.0.1")
        .environment("POSTGRES_PORT", "1")
        .environment("POSTGRES_DB", "none")
        .environment("POSTGRES_USER", "none")
        .environment("POSTGRES_PASSWORD", "none")
        .environment("POSTGRES_FALLBACK_ENABLED", "false");
  }

  /** What nearly every command loads: that of a status which asks a primary that refuses. */
  private static final class Classes {
    static final SharedClasses SHARED =
        SharedClasses.in(TARGET.resolve("shared-classes"), status());

    private static ChildJvm.Launch status() {
      try {
        // A folder without settings files.
        Path empty = Files.createDirectories(TARGET.resolve("no-settings"));
        return inAnOutage(ChildJvm.of(Main.class, "status", "--state-dir", "state").in(empty));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
