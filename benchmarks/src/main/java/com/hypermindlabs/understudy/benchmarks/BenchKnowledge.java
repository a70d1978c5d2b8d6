package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The assistant's knowledge of some passages, on a server without pgvector. */
final class BenchKnowledge implements AutoCloseable {
  private static final int DOCUMENT = 1000;
  private static final int BATCH = 32;
  private static final String DOMAIN = "bench";
  private static final String EXACT =
      """
      SELECT place FROM knowledge_passage
      ORDER BY (SELECT sum(ours::double precision * theirs)
                FROM unnest(embedding, ?::real[]) AS pair (ours, theirs)) DESC
      LIMIT ?
      """;

  private final Embedder model;
  private final HikariDataSource pool;
  private final Knowledge knowledge;

  /** Of nothing yet. */
  BenchKnowledge(TestServer server, Embedder model) {
    this.model = model;
    TestDatabase database = server.createDatabase();
    Migrations.run(database.dataSource());
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.dataSource());
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
    knowledge = new Knowledge(pool);
    knowledge.ensureDomain(DOMAIN);
  }

  /** Knows these; the place of each is its number. */
  void learn(List<String> texts) throws ModelException, SQLException {
    for (int from = 0; from < texts.size(); from += DOCUMENT) {
      int first = from;
      List<String> some = texts.subList(from, Math.min(texts.size(), from + DOCUMENT));
      List<Embedding> meanings = embed(some);
      List<NewDocument.Passage> passages =
          IntStream.range(0, some.size())
              .mapToObj(
                  at ->
                      new NewDocument.Passage(
                          Integer.toString(first + at), some.get(at), meanings.get(at)))
              .toList();
      knowledge.put(new NewDocument(DOMAIN, "bench " + from, "Bench", "0".repeat(64), passages));
    }
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE knowledge_passage");
    }
  }

  /** What the model makes of texts. */
  List<Embedding> embed(List<String> texts) throws ModelException {
    List<Embedding> made = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      made.addAll(model.embed(texts.subList(from, Math.min(texts.size(), from + BATCH))));
    }
    return made;
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
    Float[] boxed = new Float[numbers.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = numbers[i];
    }
    Set<String> places = new LinkedHashSet<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(EXACT)) {
      statement.setArray(1, connection.createArrayOf("float4", boxed));
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
