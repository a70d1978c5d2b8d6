package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Two PostgreSQL of one cluster under Patroni, with etcd, and HAProxy in front that leads to the
 * leader: Debian's packages, all on the loopback address, nothing started as a service.
 */
final class PatroniCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LAST_LINES = 15;

  private final Path folder;
  private final Account account = Account.forServer();
  private final Tuning tuning;
  private final List<Process> started = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final int proxyPort = FreePort.forService();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** The times that decide how long a failover takes. */
  enum Tuning {
    /** What Patroni and the usual HAProxy template come with. */
    DEFAULTS(30, 10, 10, "inter 3s fall 3 rise 2"),
    /** As short as Patroni takes them. */
    TUNED(20, 2, 3, "inter 500ms fastinter 200ms downinter 200ms fall 2 rise 1");

    private final int ttl;
    private final int loopWait;
    private final int retryTimeout;
    private final String checks;

    Tuning(int ttl, int loopWait, int retryTimeout, String checks) {
      this.ttl = ttl;
      this.loopWait = loopWait;
      this.retryTimeout = retryTimeout;
      this.checks = checks;
    }
  }

  /**
   * One member.
   *
   * @param name its name
   * @param port PostgreSQL's port
   * @param rest the port of its REST API
   * @param process Patroni
   */
  record Node(String name, int port, int rest, Process process) {}

  private PatroniCluster(Path folder, Tuning tuning) {
    this.folder = folder;
    this.tuning = tuning;
  }

  /** Whether all that it needs is installed. */
  static boolean available() {
    return program("patroni").isPresent()
        && program("etcd").isPresent()
        && program("haproxy").isPresent()
        && InstalledBinaries.newest().isPresent()
        && Account.isRoot();
  }

  /** Starts everything and waits until a leader and a replica serve. */
  static PatroniCluster start(Tuning tuning) throws Exception {
    Path folder = Files.createTempDirectory("understudy-patroni-");
    PatroniCluster cluster = new PatroniCluster(folder, tuning);
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      cluster.account.own(folder);
      int etcd = FreePort.forService();
      cluster.etcd(etcd);
      for (int i = 0; i < 2; i++) {
        cluster.nodes.add(cluster.node("node" + i, etcd));
        cluster.await("node" + i, i == 0 ? "/primary" : "/replica");
      }
      cluster.addRole();
      cluster.awaitStreaming();
      cluster.proxy();
      cluster.awaitProxy();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** The role that all subjects of the benchmarks use. */
  private void addRole() throws SQLException {
    try (Connection connection = connect(leader().port());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE "
              + TestServer.SUPERUSER
              + " SUPERUSER LOGIN PASSWORD "
              + "'"
              + connection.unwrap(PGConnection.class).escapeLiteral(TestServer.PASSWORD)
              + "'");
    }
  }

  private static Connection connect(int port) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName("postgres");
    source.setUser(PatroniConfig.SUPERUSER);
    source.setPassword(PatroniConfig.PASSWORD);
    source.setConnectTimeout((int) PATIENCE.toSeconds());
    return source.getConnection();
  }

  /**
   * A member that has copied the leader counts as a replica before it streams: one that is promoted
   * then has lost commits.
   */
  private void awaitStreaming() {
    int leader = leader().port();
    String caughtUp = "SELECT FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()";
    awaitTrue("the replica streams", () -> answers(leader, caughtUp), "node1");
  }

  /** It listens a moment after it was started, and leads to the replica too until that fails. */
  private void awaitProxy() {
    String leader = "SELECT WHERE NOT pg_is_in_recovery()";
    awaitTrue(
        "HAProxy leads to nobody but the leader",
        () -> IntStream.range(0, 4).allMatch(i -> answers(proxyPort, leader)),
        "haproxy");
  }

  private void awaitTrue(String what, BooleanSupplier condition, String log) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "waited for: " + what + "; the log of " + log + " ends with\n" + lastLines(log));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** Whether a server answers there, with a row at least. */
  private static boolean answers(int port, String query) {
    try (Connection connection = connect(port);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next();
    } catch (SQLException e) {
      return false;
    }
  }

  /** Where HAProxy leads to the leader. */
  Pools.Address address() {
    return new Pools.Address("127.0.0.1", proxyPort);
  }

  /** Both members' PostgreSQL. */
  List<Pools.Address> members() {
    return nodes.stream().map(node -> new Pools.Address("127.0.0.1", node.port())).toList();
  }

  /** SIGKILL to the leader's Patroni and PostgreSQL at once, as when its machine dies. */
  void killLeader() {
    Node leader = leader();
    long postgres = postmaster(leader);
    Kill.tree(leader.process().pid());
    if (Kill.alive(postgres)) {
      Kill.tree(postgres);
    }
  }

  /** SIGSTOP to the leader's Patroni and PostgreSQL, as when its machine hangs. */
  void freezeLeader() {
    Node leader = leader();
    Kill.pauseTree(postmaster(leader));
    Kill.pauseTree(leader.process().pid());
  }

  /** SIGKILL to everything but HAProxy: the whole cluster is lost. */
  void killAll() {
    for (Node node : nodes) {
      long postgres = postmaster(node);
      Kill.tree(node.process().pid());
      if (Kill.alive(postgres)) {
        Kill.tree(postgres);
      }
    }
  }

  /** Starts Patroni again wherever it does not run. */
  void restart() throws IOException {
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (!node.process().isAlive()) {
        Process process =
            run(node.name(), "patroni", folder.resolve(node.name() + ".yml").toString());
        nodes.set(i, new Node(node.name(), node.port(), node.rest(), process));
      }
    }
  }

  /** Whether there is a leader, and every other member follows it. */
  boolean whole() {
    long leaders = nodes.stream().filter(node -> serves(node, "/primary")).count();
    long followers = nodes.stream().filter(node -> serves(node, "/replica")).count();
    return leaders == 1 && followers == nodes.size() - 1;
  }

  /** Asks Patroni to make the other member the leader, and waits until it is. */
  void switchOver() throws Exception {
    Node leader = leader();
    Node other = nodes.stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
    String body = "{\"leader\":\"" + leader.name() + "\",\"candidate\":\"" + other.name() + "\"}";
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(rest(leader, "/switchover"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("switchover refused: " + answer.body());
    }
    await(other.name(), "/primary");
  }

  private Node leader() {
    return nodes.stream()
        .filter(node -> serves(node, "/primary"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no leader"));
  }

  private boolean serves(Node node, String path) {
    try {
      return http.send(
                  HttpRequest.newBuilder(rest(node, path)).timeout(Duration.ofSeconds(2)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void await(String name, String path) {
    Node node = nodes.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    long begun = System.nanoTime();
    while (!serves(node, path)) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            name + " never served " + path + "; its log ends with\n" + lastLines(name));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private String lastLines(String name) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(name + ".log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "nothing, it cannot be read: " + e.getMessage();
    }
  }

  private static URI rest(Node node, String path) {
    return URI.create("http://127.0.0.1:" + node.rest() + path);
  }

  private long postmaster(Node node) {
    try {
      return Long.parseLong(
          Files.readAllLines(folder.resolve(node.name()).resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new IllegalStateException("no postmaster of " + node.name(), e);
    }
  }

  private void etcd(int port) throws IOException {
    int peer = FreePort.forService();
    run(
        "etcd",
        "etcd",
        "--data-dir",
        folder.resolve("etcd").toString(),
        "--listen-client-urls",
        "http://127.0.0.1:" + port,
        "--advertise-client-urls",
        "http://127.0.0.1:" + port,
        "--listen-peer-urls",
        "http://127.0.0.1:" + peer,
        "--initial-advertise-peer-urls",
        "http://127.0.0.1:" + peer,
        "--initial-cluster",
        "default=http://127.0.0.1:" + peer,
        "--enable-v2=true");
  }

  private Node node(String name, int etcd) throws IOException {
    int port = FreePort.forService();
    int rest = FreePort.forService();
    Path file = folder.resolve(name + ".yml");
    Files.writeString(
        file,
        PatroniConfig.of(
            name,
            folder,
            InstalledBinaries.newest().orElseThrow().directory(),
            new PatroniConfig.Ports(port, rest, etcd),
            new PatroniConfig.Times(tuning.ttl, tuning.loopWait, tuning.retryTimeout)));
    account.own(file);
    return new Node(name, port, rest, run(name, "patroni", file.toString()));
  }

  private void proxy() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("global\n  maxconn 500\n");
    text.append("defaults\n  mode tcp\n  retries 2\n  timeout client 30m\n  timeout connect 4s\n");
    text.append("  timeout server 30m\n  timeout check 5s\n");
    text.append("listen primary\n  bind 127.0.0.1:").append(proxyPort).append('\n');
    text.append("  option httpchk OPTIONS /primary\n  http-check expect status 200\n");
    text.append("  default-server ").append(tuning.checks);
    text.append(" on-marked-down shutdown-sessions\n");
    for (Node node : nodes) {
      text.append("  server ").append(node.name()).append(" 127.0.0.1:").append(node.port());
      text.append(" maxconn 200 check port ").append(node.rest()).append('\n');
    }
    Path file = folder.resolve("haproxy.cfg");
    Files.writeString(file, text);
    account.own(file);
    run("haproxy", "haproxy", "-f", file.toString());
  }

  private Process run(String name, String program, String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add("setpriv");
    words.addAll(
        List.of("--reuid=" + account.name(), "--regid=" + account.name(), "--init-groups"));
    words.add(program(program).orElseThrow().toString());
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("HOME", folder.toString());
    Path log = folder.resolve(name + ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    started.add(process);
    return process;
  }

  private static Optional<Path> program(String name) {
    for (String directory : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin")) {
      Path file = Path.of(directory, name);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    for (Node node : nodes) {
      try {
        long postgres = postmaster(node);
        Kill.tree(node.process().pid());
        Kill.tree(postgres);
      } catch (IllegalStateException e) {
        // It was killed before, which is what is wanted.
        node.process().destroyForcibly();
      }
    }
    for (Process process : started) {
      process.destroyForcibly();
    }
    try {
      for (Process process : started) {
        process.waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Trees.delete(folder);
  }
}
