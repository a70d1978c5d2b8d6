package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.server.Account;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no settings: one clear problem each. */
class ConfigFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\\n  \"database\": hunter2\\n} | line 2, column | is not valid JSON",
        "{\\n \"a\": 1,\\n} | line 3, column 1 | is not valid JSON",
        "{\"a\": 1 \"b\": 2} | line 1, column 9 | is not valid JSON",
        "{'a': 1} | line 1, column 2 | is not valid JSON",
        "{\"a\": {\"b\": \"hunter2 | line 1, column | ends in the middle",
        "{\\n\"a\": 1 | line 2, column | ends in the middle",
        "{\\n// note\\n\"a\": 1} | line 2, column 1 | holds a comment",
        "{\"a\": 1, /* hunter2 */ \"b\": 2} | line 1, column 10 | holds a comment",
        "{} {} | line 1, column 4 | goes on after its end",
        "{} hunter2 | line 1, column | is not valid JSON",
        "[1, 2] | config.json | is not a JSON object",
        "null | config.json | is not a JSON object",
        "\"hunter2\" | config.json | is not a JSON object",
        "hunter2 | line 1, column | is not valid JSON",
        "PGPASSWORD=hunter2 | line 1, column 1 | is not valid JSON",
      })
  void malformedJsonIsPlacedAndNeverQuoted(String text, String place, String message)
      throws Exception {
    files().config(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> files().load())
        .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).hasSize(1))
        .hasMessageContaining(place)
        .hasMessageContaining(message)
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void anAbsentFileIsFineUnlessSomebodyNamedIt() {
    assertThatCode(() -> files().load()).doesNotThrowAnyException();
    assertRefused(files().sources(Map.of()).requireConfig(), "config.json does not exist");
    assertRefused(files().sources(Map.of()).requireDotEnv(), ".env does not exist");
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    files().config(" \n");
    assertRefused("config.json is empty");
  }

  @Test
  void aDirectoryIsRefused() throws Exception {
    Files.createDirectory(files().config());
    assertRefused("config.json is a directory");
  }

  @Test
  void aLinkToNowhereIsRefused() throws Exception {
    Files.createSymbolicLink(files().config(), folder.resolve("gone"));
    assertRefused("config.json is a link to a file that does not exist");
  }

  @Test
  void anUnreadableFileIsRefused() throws Exception {
    files().config("{}").dotEnv("A=b\n");
    Files.setPosixFilePermissions(files().config(), PosixFilePermissions.fromString("---------"));
    if (Account.isRoot()) {
      // Root reads everything: nothing to refuse.
      assertThatCode(() -> files().load()).doesNotThrowAnyException();
    } else {
      assertRefused("config.json cannot be read: permission denied");
    }
  }

  @Test
  void aHugeFileIsRefusedWithoutReadingItAll() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(files().config().toFile(), "rw")) {
      // Sparse, and larger than the heap: reading it whole would end the test.
      file.setLength(4L << 30);
    }
    assertRefused("config.json is larger than 10MB");
  }

  @Test
  void whatIsNotUtf8IsRefused() throws Exception {
    Files.write(files().config(), "{\n\"a\": \"ü\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("config.json is not UTF-8 (line 2)");
    Files.write(files().config(), "{}".getBytes(StandardCharsets.UTF_16));
    assertRefused("config.json is not UTF-8 (line 1)");
  }

  @Test
  void nestedNonsenseIsRefused() throws Exception {
    files().config("{\"a\":".repeat(100_000));
    assertRefused("is nested deeper than 64 levels");
    files().config("[".repeat(100_000));
    assertRefused("is nested deeper than 64 levels");
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws Exception {
    files().config("\uFEFF{\"failover\": {\"failure_threshold\": 5}}");
    assertThat(files().load().failover().probe().failureThreshold()).isEqualTo(5);
  }

  @Test
  void ofAKeyWrittenTwiceTheLastCountsWithAHint() throws Exception {
    files()
        .config(
            "{\"failover\": {\"failure_threshold\": 5,\n\"calm\": \"1s\",\n\"failure_threshold\": 7}}");
    Settings settings = files().load();
    assertThat(settings.failover().probe().failureThreshold()).isEqualTo(7);
    assertThat(settings.provenance().hints())
        .containsExactly(
            files().config()
                + " line 3: failover.failure_threshold is written twice; the last one counts");
  }

  private void assertRefused(String message) {
    assertRefused(files().sources(Map.of()), message);
  }

  private static void assertRefused(SettingsSources sources, String message) {
    assertThatThrownBy(() -> Settings.load(sources))
        .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).hasSize(1))
        .hasMessageContaining(message)
        .hasNoCause();
  }

  private SettingsFiles files() {
    return new SettingsFiles(folder);
  }
}
