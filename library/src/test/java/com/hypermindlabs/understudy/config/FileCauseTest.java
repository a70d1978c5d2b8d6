package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCauseTest {
  @TempDir private Path folder;

  private static String words(ThrowingCallable work) {
    return FileCause.inWords(catchThrowableOfType(IOException.class, work));
  }

  @Test
  void whatTheFileSystemSaysIsToldWithoutThePath() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(words(() -> Files.readString(folder.resolve("none"))))
        .isEqualTo("there is no such file");
    assertThat(words(() -> Files.createDirectories(file.resolve("below"))))
        .isEqualTo("Not a directory");
    assertThat(words(() -> Files.createDirectory(file)))
        .isEqualTo("a file of that name is in the way");
    assertThat(words(() -> Files.delete(folder))).isEqualTo("the directory is not empty");
    assertThat(FileCause.inWords(new IOException())).isEqualTo("it cannot be read or written");
    assertThat(FileCause.inWords(new IOException("broken pipe"))).isEqualTo("broken pipe");
  }

  @Test
  void whatTheParserSaysIsOneLineAndQuotesNothing() {
    ObjectMapper json = new ObjectMapper();
    assertThat(words(() -> json.readTree("{\"password\": s3cret}")))
        .isEqualTo("it is not valid JSON (line 1, column 14)");
    assertThat(words(() -> json.readTree("{\"a\":\n"))).startsWith("it ends in the middle (line 2");
  }
}
