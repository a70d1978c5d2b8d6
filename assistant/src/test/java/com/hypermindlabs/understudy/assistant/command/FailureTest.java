package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  @Test
  void aFileThatCannotBeUsedIsToldWithItsCauseInWords() {
    Failure failure = Failure.of(new UncheckedIOException(new NoSuchFileException("/no/file")));
    assertThat(failure.message()).isEqualTo("use /no/file: there is no such file");
    assertThat(failure.hint()).contains("check the name");
    assertThat(Failure.of(new IOException("the disk\nis gone")).message())
        .isEqualTo("read or write: the disk is gone");
  }

  @Test
  void aFileToTakeThatIsNoneNamesTheOption(@TempDir Path folder) throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.json"), "no json");
    try (CommandSite site = CommandSite.bare()) {
      assertThat(site.run("held", "resolve", "1", "--take", "/no/mine").failsClearly(1).err())
          .contains("--take /no/mine: there is no such file")
          .contains("take ours, theirs, or a file");
      assertThat(site.run("held", "resolve", "1", "--take", bad.toString()).failsClearly(1).err())
          .contains("--take " + bad + ": it is not valid JSON")
          .doesNotContain("Exception");
    }
  }
}
