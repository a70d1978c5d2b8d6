package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.assistant.Interrupts;
import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.assistant.settings.Repository;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The program as a process of its own: exit codes, streams, signals. */
@Tag("slow")
class LauncherTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;

  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.create();
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  private ChildJvm start(String... words) {
    return MainProcess.of(site.words(words)).start();
  }

  private int exit(String... words) {
    try (ChildJvm child = start(words)) {
      return child.awaitExit(PATIENCE);
    }
  }

  @Test
  void theExitCodeIsTheProcesss() {
    assertThat(exit("--version")).isZero();
    assertThat(exit("status")).isZero();
    assertThat(exit("fallback", "start")).isEqualTo(1);
    assertThat(exit("status", "--nonsense")).isEqualTo(2);
    site.primary("127.0.0.1", 1, TestServer.shared().maintenance());
    assertThat(exit("status")).isEqualTo(3);
    site.fallback(false);
    assertThat(exit("status")).isEqualTo(4);
  }

  @Test
  @Tag("thorough")
  void standardOutputHoldsNothingButTheObject() throws Exception {
    site.primary(TestServer.shared().createDatabase());
    try (ChildJvm child = start("failover", "--json", "--verbose")) {
      assertThat(child.awaitExit(PATIENCE)).isZero();
      assertThat(child.lines()).hasSize(1);
      assertThat(new ObjectMapper().readTree(child.lines().get(0)).path("changed").asBoolean())
          .isTrue();
      assertThat(child.errorLines()).anyMatch(line -> line.contains("endpoint=127.0.0.1"));
    }
  }

  @Test
  void watchingPrintsAnObjectALineUntilASignalEndsIt() throws Exception {
    site.primary(TestServer.shared().createDatabase());
    for (int code : endings()) {
      try (ChildJvm child = start("status", "--watch", "0.2", "--json")) {
        child.awaitLine(line -> child.lines().size() > 2, PATIENCE);
        signal(code == INTERRUPTED ? "-INT" : "-TERM", child.pid());
        assertThat(child.awaitExit(PATIENCE)).isEqualTo(code);
        ObjectMapper json = new ObjectMapper();
        for (String line : child.lines()) {
          assertThat(json.readTree(line).path("mode").asText()).isEqualTo("normal");
        }
        assertThat(child.errorLines()).isEmpty();
      }
    }
  }

  private static List<Integer> endings() throws IOException {
    return Interrupts.ignored() ? List.of(TERMINATED) : List.of(INTERRUPTED, TERMINATED);
  }

  @Test
  void aSignalWhileTheSiteStartsEndsItCleanlyAndTheNextRunGoesOn() throws Exception {
    try (ChildJvm child = start("provision")) {
      child.terminate();
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
      assertThat(child.errorLines()).noneMatch(line -> line.startsWith("\tat "));
    }
    site.run("provision").exits(0);
  }

  @Test
  void theLauncherRunsTheProgramFromAnywhere() throws Exception {
    // As one puts it into a folder of PATH: by a link, here to another one.
    Path link = site.folder().resolve("link");
    Files.createSymbolicLink(link, builtCheckout());
    Path bin = Files.createDirectory(site.folder().resolve("bin"));
    Path called = Files.createSymbolicLink(bin.resolve("understudy"), Path.of("../link"));
    List<String> words = new ArrayList<>(List.of(called.toString()));
    words.addAll(site.words("status", "--json"));
    Path out = site.folder().resolve("out");
    Path err = site.folder().resolve("err");
    for (int code : List.of(ExitCode.GOOD, ExitCode.OUTAGE)) {
      Process process =
          new ProcessBuilder(words)
              .directory(site.folder().toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(code);
      assertThat(Files.readString(err)).doesNotContain("archive");
      assertThat(new ObjectMapper().readTree(out.toFile()).path("mode").isTextual()).isTrue();
      site.primary("127.0.0.1", 1, TestServer.shared().maintenance()).fallback(false);
    }
  }

  /** The launcher beside a program that is built: building it here would pull away this one. */
  private Path builtCheckout() throws IOException {
    Path app = site.folder().resolve("check out/assistant/target/app");
    Files.createDirectories(app);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    List<String> parts =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            parts.stream()
                .map(part -> Path.of(part).toUri().toString())
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(app.resolve("program.jar")), manifest).close();
    Files.createFile(app.resolve(".built"));
    // A copied checkout, or one whose JDK was changed, has an archive that the JVM does not take.
    for (int release = 17; release <= Runtime.version().feature(); release++) {
      Files.writeString(app.resolveSibling("classes-" + release + ".jsa"), "of another JVM");
    }
    Path launcher = site.folder().resolve("check out/understudy");
    return Files.copy(Repository.file("understudy"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }
}
