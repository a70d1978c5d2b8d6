package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Interrupts;
import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.assistant.edit.WritingChild;
import com.hypermindlabs.understudy.assistant.setup.Progress;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the files when somebody else, a signal or a mistake comes between. */
class SetupFilesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;

  @TempDir private Path folder;
  private SetupSite site;

  @BeforeEach
  void begin() {
    site = new SetupSite(folder);
  }

  @Test
  void aFileChangedMeanwhileIsNotOverwritten() {
    site.write("config.json", "{ }");
    try (ChildJvm child = MainProcess.of(site.words("--plain", "--section", "web")).start()) {
      for (String line : List.of("", "4803", "", "no", "no")) {
        child.send(line);
      }
      var unused = child.awaitLine(line -> line.contains("web.port"), PATIENCE);
      site.write("config.json", "{ \"mine\": 1 }");
      child.send("yes");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(ExitCode.FAILED);
      assertThat(child.lines()).anyMatch(line -> line.contains("changed meanwhile"));
    }
    assertThat(site.text("config.json")).isEqualTo("{ \"mine\": 1 }");
    assertThat(folder.resolve("config.json.bak")).doesNotExist();
  }

  /** Whatever it is, and whether or not it can use the settings. */
  @Test
  void whatAKilledSetupHadBegunIsCompletedByTheNextCommand() {
    site.write("config.json", WritingChild.config(0));
    site.write(".env", WritingChild.dotEnv(0));
    // The note, the backup of config.json, and config.json.
    try (ChildJvm child = ChildJvm.of(WritingChild.class, folder.toString(), "3").start()) {
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(WritingChild.HALTED);
    }
    assertThat(site.text(".env")).isEqualTo(WritingChild.dotEnv(0));
    var unused = site.run(Map.of(), "", "--non-interactive");
    assertThat(site.text("config.json")).isEqualTo(WritingChild.config(1));
    assertThat(site.text(".env")).isEqualTo(WritingChild.dotEnv(1));
  }

  @Test
  void anInterruptLeavesTheFilesAsTheyWere() throws Exception {
    site.write("config.json", "{ }");
    boolean ignored = Interrupts.ignored();
    try (ChildJvm child = MainProcess.of(site.words("--plain", "--section", "web")).start()) {
      child.send("");
      child.send("4803");
      var unused = child.awaitLine(line -> line.startsWith("How people reach"), PATIENCE);
      new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", Long.toString(child.pid()))
          .start()
          .waitFor();
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(ignored ? TERMINATED : INTERRUPTED);
    }
    assertThat(site.text("config.json")).isEqualTo("{ }");
    assertThat(folder.resolve(".env")).doesNotExist();
    assertThat(site.text("state/" + Progress.NAME)).contains("4803");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"database\": {\"password\": \"hidden-word\"}} }"})
  void aFileThatIsBrokenIsNamedAndLeftAlone(String text) {
    site.write("config.json", text);
    Ran ran = site.run(Map.of(), "", SetupSite.PRIMARY).failsClearly(ExitCode.USAGE);
    assertThat(ran.err()).contains("config.json").doesNotContain("hidden-word");
    assertThat(site.text("config.json")).isEqualTo(text);
  }
}
