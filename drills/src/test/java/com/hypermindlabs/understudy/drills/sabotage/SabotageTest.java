package com.hypermindlabs.understudy.drills.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.drill.UnknownSabotageException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SabotageTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void everyPatchFitsTheEngineAsItIs(Sabotage sabotage) {
    assertThat(Toolbox.of(sabotage, folder))
        .anyMatch(option -> option.endsWith("=" + sabotage.word()));
    assertThat(Sabotage.named(sabotage.word())).isEqualTo(sabotage);
  }

  @Test
  void anUnknownOneIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Sabotage.named("nope"))
        .isInstanceOf(UnknownSabotageException.class)
        .hasMessageContaining("there is no sabotage nope; there are journal-off, ");
  }

  @Test
  void aPatchThatFitsNothingIsAnError() throws Exception {
    Patch patch = new Patch(Patch.class.getName(), "no class says this", "");
    try (InputStream in = Patch.class.getResourceAsStream("Patch.class")) {
      byte[] file = in.readAllBytes();
      assertThatThrownBy(() -> Constants.replace(file, patch))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("does not fit");
    }
  }

  @Test
  void aPatchedClassIsAClassThatSaysSomethingElse() throws Exception {
    Patch patch = new Patch(Told.class.getName(), "as it is", "as it should not be");
    try (InputStream in = Told.class.getResourceAsStream("SabotageTest$Told.class")) {
      byte[] patched = Constants.replace(in.readAllBytes(), patch);
      Class<?> defined =
          new ClassLoader(null) {
            Class<?> define() {
              return defineClass(Told.class.getName(), patched, 0, patched.length);
            }
          }.define();
      assertThat(defined.getMethod("told").invoke(null)).isEqualTo("this is as it should not be");
    }
  }

  /** Says something. */
  public static final class Told {
    private Told() {}

    /** What it says. */
    public static String told() {
      return "this is as it is";
    }
  }
}
