package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.assistant.command.EveryCommand.Manner;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A site full of recognisable secrets, and processes of the program on it. */
final class TracedSite implements AutoCloseable {
  private static final String PASSWORD = "database.password";

  private final Situation situation;
  private final CommandSite site = CommandSite.bare();
  private final RecognisableSecrets secrets;
  private final Map<String, String> environment;

  TracedSite(Situation situation) throws IOException {
    this.situation = situation;
    this.secrets = new RecognisableSecrets(site, situation.source());
    primary();
    this.environment = secrets.place();
    situation.arrange(site, secrets);
    Path notes = Files.createDirectory(site.folder().resolve("notes"));
    Files.writeString(notes.resolve("one.md"), "# One\n\nAnything at all.\n");
    Files.createDirectory(scratch());
  }

  private void primary() {
    TestServer server = TestServer.shared();
    TestDatabase database = server.createDatabase();
    String role = "traced_" + database.name();
    String password = secrets.value(PASSWORD);
    String real = situation == Situation.WRONG_PASSWORD ? "another one" : password;
    server.createRole(role, "", real);
    server.execute("ALTER DATABASE " + database.name() + " OWNER TO " + role);
    int port = situation.primaryServes() ? server.port() : 1;
    site.primary(server.host(), port, database.as(role, password));
    site.settings().withObject("/database").remove("password");
    site.settings().withObject("/web").put("port", 0);
  }

  @Override
  public String toString() {
    return situation + " in " + folder();
  }

  Situation situation() {
    return situation;
  }

  /** Everything that belongs to the site is below it. */
  Path folder() {
    return site.folder();
  }

  /** The folder for temporary files of its processes. */
  Path scratch() {
    return site.folder().resolve("tmp");
  }

  /** The file with the generated passwords. */
  Path generated() {
    return site.state().resolve("fallback.secret");
  }

  /** The files that may hold secrets. */
  Stream<Path> allowed() {
    return Stream.concat(secrets.allowed(), Stream.of(generated()));
  }

  /** Runs every command in a process. */
  ChildJvm everyCommand(Set<Manner> manners) {
    String all = manners.stream().map(Manner::name).collect(Collectors.joining(","));
    return start(ChildJvm.of(EveryCommand.class, site.words(all).toArray(String[]::new)));
  }

  /** Runs one command in a process. */
  ChildJvm command(String... words) {
    return start(MainProcess.of(site.words(words)));
  }

  /** Runs one command in this process, in the same environment. */
  Ran run(String... words) {
    return Ran.command(environment, site.words(words).toArray(String[]::new));
  }

  private ChildJvm start(ChildJvm.Launch launch) {
    ChildJvm.Launch all = launch.option("-Djava.io.tmpdir=" + scratch()).in(site.folder());
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      all = all.environment(variable.getKey(), variable.getValue());
    }
    return all.start();
  }

  @Override
  public void close() {
    site.close();
  }
}
