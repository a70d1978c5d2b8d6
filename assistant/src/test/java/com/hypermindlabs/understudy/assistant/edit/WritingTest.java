package com.hypermindlabs.understudy.assistant.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int KILLS = 12;

  @TempDir private Path folder;

  @Test
  void theOldFileIsKeptAndBothAreForTheOwnerAlone() throws Exception {
    Path config = folder.resolve("config.json");
    Files.writeString(config, "\uFEFF{\"a\": 1}");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
    List<Writing.Written> written = write(config, "{\"a\": 2}");
    assertThat(Files.readString(config)).isEqualTo("\uFEFF{\"a\": 2}");
    assertThat(written).hasSize(1);
    Path backup = written.get(0).backup();
    assertThat(Files.readString(backup)).isEqualTo("\uFEFF{\"a\": 1}");
    assertThat(rights(config)).isEqualTo("rw-------");
    assertThat(rights(backup)).isEqualTo("rw-------");
    assertThat(names()).containsExactlyInAnyOrder("config.json", "config.json.bak");
  }

  @Test
  void aLinkStaysOneAndWhatItLeadsToIsReplaced() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("settings");
    Files.writeString(real, "{}");
    Path link = Files.createSymbolicLink(folder.resolve("config.json"), Path.of("real/settings"));
    var unused = write(link, "{\"a\": 1}");
    assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("real/settings"));
    assertThat(Files.readString(real)).isEqualTo("{\"a\": 1}");
    assertThat(rights(real)).isEqualTo("rw-------");
  }

  @Test
  void aFileThatSomebodyElseChangedMeanwhileIsLeftAloneAndSoIsTheOther() throws Exception {
    Path config = Files.writeString(folder.resolve("config.json"), "{}");
    Path dotEnv = folder.resolve(".env");
    List<FileEdit> edits =
        List.of(
            new FileEdit(SettingsFile.read(config), "{\"a\": 1}"),
            new FileEdit(SettingsFile.read(dotEnv), "A=1\n"));
    Files.writeString(dotEnv, "B=2\n");
    assertThatThrownBy(() -> Writing.all(edits))
        .isInstanceOf(EditException.class)
        .hasMessageContaining(".env")
        .hasMessageContaining("changed meanwhile");
    assertThat(Files.readString(config)).isEqualTo("{}");
    assertThat(Files.readString(dotEnv)).isEqualTo("B=2\n");
    assertThat(names()).containsExactlyInAnyOrder("config.json", ".env");
  }

  @Test
  void aFileThatAppearedOrVanishedMeanwhileIsNoticed() throws Exception {
    Path config = Files.writeString(folder.resolve("config.json"), "{}");
    FileEdit edit = new FileEdit(SettingsFile.read(config), "{\"a\": 1}");
    Files.delete(config);
    assertThatThrownBy(() -> Writing.all(List.of(edit))).isInstanceOf(EditException.class);
    assertThat(names()).isEmpty();
  }

  @Test
  @Tag("thorough")
  void aProcessKilledWhileItWritesLeavesWholeFiles() throws Exception {
    Random random = new Random();
    Files.writeString(folder.resolve("config.json"), WritingChild.config(0));
    Files.writeString(folder.resolve(".env"), WritingChild.dotEnv(0));
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildJvm child = ChildJvm.of(WritingChild.class, folder.toString()).start()) {
        var unused = child.awaitLine(line -> line.startsWith("wrote "), PATIENCE);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(30_000)));
        assertThat(child.alive()).isTrue();
        child.kill();
        child.awaitExit(PATIENCE);
      }
      assertThat(Writing.finish(settings())).isEmpty();
      Map<?, ?> config = (Map<?, ?>) PlainJson.read(text("config.json"));
      assertThat(config.get("end")).isEqualTo(config.get("number"));
      assertThat(text("config.json"))
          .isEqualTo(WritingChild.config(Integer.parseInt(config.get("number").toString())));
      Map<String, String> dotEnv = PlainDotEnv.read(text(".env"));
      assertThat(text(".env")).isEqualTo(WritingChild.dotEnv(Integer.parseInt(dotEnv.get("A"))));
      assertThat(config.get("number").toString()).isEqualTo(dotEnv.get("A"));
    }
    var unused = write(folder.resolve("config.json"), "{}");
    unused = write(folder.resolve(".env"), "");
    assertThat(names())
        .as("what a killed process left behind is removed by the next one")
        .containsExactlyInAnyOrder("config.json", ".env", "config.json.bak", ".env.bak");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aProcessKilledBetweenTwoMovesIsFollowedByOneThatMovesTheRest(int moves) throws Exception {
    begin(moves);
    assertThat(Writing.finish(settings())).isEmpty();
    assertThat(text("config.json")).isEqualTo(WritingChild.config(1));
    assertThat(text(".env")).isEqualTo(WritingChild.dotEnv(1));
    assertThat(text("config.json.bak")).isEqualTo(WritingChild.config(0));
    assertThat(text(".env.bak")).isEqualTo(WritingChild.dotEnv(0));
    assertThat(names())
        .containsExactlyInAnyOrder("config.json", ".env", "config.json.bak", ".env.bak");
  }

  @Test
  void whatSomebodyChangedAfterTheKillIsLeftAsItIsAndNamed() throws Exception {
    // The note, the backup of config.json, and config.json.
    begin(3);
    Files.writeString(folder.resolve(".env"), "B=2\n");
    assertThat(Writing.finish(settings())).containsExactly(folder.resolve(".env").toRealPath());
    assertThat(text("config.json")).isEqualTo(WritingChild.config(1));
    assertThat(text(".env")).isEqualTo("B=2\n");
    assertThat(Writing.finish(settings())).isEmpty();
  }

  @Test
  void aWriterThatFindsAnotherOnesNoteCompletesItAndSaysSo() throws Exception {
    Path config = Files.writeString(folder.resolve("config.json"), WritingChild.config(0));
    FileEdit edit = new FileEdit(SettingsFile.read(config), "{}");
    begin(2);
    assertThatThrownBy(() -> Writing.all(List.of(edit)))
        .isInstanceOf(EditException.class)
        .hasMessageContaining("changed meanwhile");
    assertThat(text("config.json")).isEqualTo(WritingChild.config(1));
    assertThat(text(".env")).isEqualTo(WritingChild.dotEnv(1));
  }

  /** A writer of both files that is gone after so many moves, that of the note being the first. */
  private void begin(int moves) throws IOException {
    Files.writeString(folder.resolve("config.json"), WritingChild.config(0));
    Files.writeString(folder.resolve(".env"), WritingChild.dotEnv(0));
    String number = Integer.toString(moves);
    try (ChildJvm child = ChildJvm.of(WritingChild.class, folder.toString(), number).start()) {
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(WritingChild.HALTED);
    }
  }

  private List<Path> settings() {
    return List.of(folder.resolve("config.json"), folder.resolve(".env"));
  }

  private static List<Writing.Written> write(Path path, String text) {
    return Writing.all(List.of(new FileEdit(SettingsFile.read(path), text)));
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
