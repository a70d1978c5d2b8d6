package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.KnowledgeQuery;
import com.hypermindlabs.understudy.assistant.store.NewDocument;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The assistant's knowledge of some passages, on one server. */
final class BenchKnowledge implements AutoCloseable {
  private static final int DOCUMENT = 1000;
  private static final String DOMAIN = "bench";
  private static final String EXACT =
      """
      SELECT place FROM knowledge_passage
      ORDER BY (SELECT sum(ours * theirs)
                FROM (SELECT unnest(embedding) AS ours,
                             unnest(?::double precision[]) AS theirs) AS pair) DESC
      LIMIT ?
      """;

  private final TestDatabase database;
  private final HikariDataSource pool;
  private final Knowledge knowledge;

  /** Of nothing yet. */
  BenchKnowledge(TestServer server) {
    database = server.createDatabase();
    Migrations.run(database.dataSource());
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.dataSource());
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
    knowledge = new Knowledge(pool);
    knowledge.ensureDomain(DOMAIN);
  }

  /** Whether pgvector can be enabled here. */
  boolean hasVector() throws SQLException {
    return one("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'").equals("1");
  }

  /**
   * As after an operator has installed pgvector: enables it and makes the index.
   *
   * @return the version of pgvector
   */
  String index() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION vector");
    }
    Migrations.run(database.dataSource());
    return one("SELECT extversion FROM pg_extension WHERE extname = 'vector'");
  }

  private String one(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Knows these; the place of each is its number. */
  void learn(List<String> texts, List<Embedding> meanings) throws SQLException {
    for (int from = 0; from < texts.size(); from += DOCUMENT) {
      List<NewDocument.Passage> passages =
          IntStream.range(from, Math.min(texts.size(), from + DOCUMENT))
              .mapToObj(
                  at ->
                      new NewDocument.Passage(
                          Integer.toString(at), texts.get(at), meanings.get(at)))
              .toList();
      knowledge.put(new NewDocument(DOMAIN, "bench " + from, "Bench", "0".repeat(64), passages));
    }
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE knowledge_passage");
    }
  }

  /** The places of the passages that the assistant finds by meaning. */
  Set<String> search(Embedding question, int best) {
    Set<String> places = new LinkedHashSet<>();
    knowledge
        .search(new KnowledgeQuery("", question, Set.of(), Set.of(), best))
        .forEach(found -> places.add(String.valueOf(found.place())));
    return places;
  }

  /** The places of those that are likeliest, of all. */
  Set<String> scan(Embedding question, int best) throws SQLException {
    float[] numbers = question.numbers();
    Double[] boxed = new Double[numbers.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = (double) numbers[i];
    }
    Set<String> places = new LinkedHashSet<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(EXACT)) {
      statement.setArray(1, connection.createArrayOf("float8", boxed));
      statement.setInt(2, best);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          places.add(row.getString(1));
        }
      }
    }
    return places;
  }

  @Override
  public void close() {
    pool.close();
  }
}
