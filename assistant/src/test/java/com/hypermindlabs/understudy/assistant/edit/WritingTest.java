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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
      Map<?, ?> config = (Map<?, ?>) PlainJson.read(text("config.json"));
      assertThat(config.get("end")).isEqualTo(config.get("number"));
      assertThat(text("config.json"))
          .isEqualTo(WritingChild.config(Integer.parseInt(config.get("number").toString())));
      Map<String, String> dotEnv = PlainDotEnv.read(text(".env"));
      assertThat(text(".env")).isEqualTo(WritingChild.dotEnv(Integer.parseInt(dotEnv.get("A"))));
    }
    var unused = write(folder.resolve("config.json"), "{}");
    unused = write(folder.resolve(".env"), "");
    assertThat(names())
        .as("what a killed process left behind is removed by the next one")
        .containsExactlyInAnyOrder("config.json", ".env", "config.json.bak", ".env.bak");
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
