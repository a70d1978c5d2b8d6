package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.command.EveryCommand.Manner;
import com.hypermindlabs.understudy.assistant.command.RecognisableSecrets.Source;
import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No password, token or key leaves the files and variables that it was set in. */
class SecretsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofMillis(120);
  private static final int AT_ONCE = 3;

  /** One in which everything runs, one in which nothing can, and those that are told as errors. */
  private static final EnumSet<Situation> FIRST =
      EnumSet.complementOf(EnumSet.of(Situation.PRIMARY_DOWN, Situation.WRONG_PASSWORD));

  private final SecretSearch search = new SecretSearch();
  private final Map<TracedSite, ChildJvm> children = new LinkedHashMap<>();

  @AfterEach
  void closeAll() {
    children.values().forEach(ChildJvm::close);
    children.keySet().forEach(TracedSite::close);
  }

  @Test
  @Tag("slow")
  void noCommandGivesAnyAway() throws Exception {
    serve();
    givesNothingAway(FIRST, EnumSet.of(Manner.DETAILED));
  }

  @Test
  @Tag("slow")
  @Tag("thorough")
  void norWhenNoDetailsAreAskedFor() throws Exception {
    givesNothingAway(FIRST, EnumSet.of(Manner.PLAIN));
  }

  @Test
  @Tag("slow")
  @Tag("thorough")
  void neitherDoesTheDemoNorAnyCommandWhereverItsSecretsAre() throws Exception {
    TracedSite stage = begin(Situation.PRIMARY_DOWN);
    ChildJvm demo = stage.command("demo", "--verbose");
    children.put(stage, demo);
    givesNothingAway(EnumSet.complementOf(FIRST), EnumSet.allOf(Manner.class));
    assertThat(demo.awaitExit(PATIENCE)).isZero();
  }

  private void givesNothingAway(Set<Situation> situations, Set<Manner> manners) throws Exception {
    Deque<Situation> waiting = new ArrayDeque<>(situations);
    Map<TracedSite, ChildJvm> everything = new LinkedHashMap<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!waiting.isEmpty() || running() > 0) {
      while (!waiting.isEmpty() && running() < AT_ONCE) {
        TracedSite site = begin(waiting.remove());
        ChildJvm child = site.everyCommand(manners);
        children.put(site, child);
        everything.put(site, child);
      }
      look();
      assertThat(System.nanoTime()).as("%s", children.keySet()).isLessThan(deadline);
      Thread.sleep(PAUSE.toMillis());
    }
    for (Map.Entry<TracedSite, ChildJvm> each : children.entrySet()) {
      lookThroughAll(each.getKey(), each.getValue());
    }
    assertThat(search.found()).isEmpty();
    assertThat(search.places())
        .contains("cmdline of postgres", "environ of postgres", "environ of initdb")
        .anyMatch(place -> place.endsWith("server.log"))
        .anyMatch(place -> place.endsWith("route.json"));
    everything.forEach(SecretsTest::wentAsItShould);
  }

  /** It ends when it is told to, and takes no command line's word for it. */
  private void serve() throws Exception {
    try (TracedSite site = begin(Situation.HEALTHY);
        ChildJvm child = site.command("serve", "--only", "web", "--verbose")) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> child.errorLines().stream().anyMatch(line -> line.startsWith("web: up")));
      search.processes();
      search.files(site.scratch(), false);
      child.terminate();
      assertThat(child.awaitExit(PATIENCE)).isZero();
      lookThroughAll(site, child);
    }
  }

  private TracedSite begin(Situation situation) throws IOException {
    TracedSite site = new TracedSite(situation);
    search.allow(site.allowed());
    return site;
  }

  private long running() {
    return children.values().stream().filter(ChildJvm::alive).count();
  }

  /** What is there for a moment only; what stays is looked through at the end. */
  private void look() throws IOException {
    search.processes();
    for (Map.Entry<TracedSite, ChildJvm> each : children.entrySet()) {
      if (each.getValue().alive()) {
        search.know(each.getKey().generated());
        search.files(each.getKey().scratch(), false);
      }
    }
  }

  private void lookThroughAll(TracedSite site, ChildJvm child) throws IOException {
    child.awaitExit(PATIENCE);
    search.know(site.generated());
    search.text("standard output", String.join("\n", child.lines()));
    search.text("standard error", String.join("\n", child.errorLines()));
    search.files(site.folder(), true);
    for (String option : List.of("--json", "--verbose")) {
      Ran destroyed = site.run("fallback", "destroy", option, "--discard-unreturned-writes");
      search.text("fallback destroy", destroyed.toString());
    }
  }

  /** What did not run gave nothing away either. */
  private static void wentAsItShould(TracedSite site, ChildJvm child) {
    List<String> lines = child.errorLines();
    Situation situation = site.situation();
    assertThat(lines).as("%s", situation).contains("ran status: " + situation.status());
    for (String name : EveryCommand.names()) {
      assertThat(lines).as("%s", situation).anyMatch(line -> line.startsWith("ran " + name + ": "));
    }
    if (!situation.wellFormed()) {
      assertThat(lines.stream().filter(line -> line.startsWith("ran ")))
          .as("%s", situation)
          .allMatch(line -> line.endsWith(": " + ExitCode.USAGE));
    } else if (situation != Situation.OUTAGE) {
      assertThat(lines)
          .as("%s", situation)
          .contains("ran smoke: 0", "ran member add: 0", "ran knowledge add: 0", "ran failover: 0");
    }
  }

  /** A search that finds nothing has to be one that could. */
  @Test
  void theSearchFindsWhatIsThere() throws Exception {
    for (Source source : Source.values()) {
      try (CommandSite site = CommandSite.bare()) {
        Map<String, String> environment = new RecognisableSecrets(site, source).place();
        SecretSearch everywhere = new SecretSearch();
        everywhere.files(site.folder(), true);
        assertThat(everywhere.found()).anyMatch(one -> one.contains("config.json"));
        String values = environment + texts(site.folder());
        for (SettingKey<?> key : RecognisableSecrets.keys()) {
          assertThat(values).contains(RecognisableSecrets.value(key.name(), source));
        }
      }
    }
    assertThat(RecognisableSecrets.keys().stream().map(SettingKey::name))
        .contains("database.password", "database_fallback.password", "bot_token");
  }

  private static String texts(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
