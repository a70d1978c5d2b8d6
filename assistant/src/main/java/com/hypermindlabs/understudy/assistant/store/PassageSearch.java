package com.hypermindlabs.understudy.assistant.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds the keys of passages, by words or by meaning, best first. */
final class PassageSearch {
  /** How many passages the signs pick for the exact order, at least. */
  private static final int FEWEST_CANDIDATES = 300;

  private static final int CANDIDATES_PER_RESULT = 10;

  /** Reading and ranking the words of a passage takes some microseconds; so many are ranked. */
  private static final int MOST_RANKED = 2_000;

  /** The documents that the one who asks may read, in the domains that are asked for. */
  private static final String READABLE =
      """
      WITH readable AS (
        SELECT document.id
          FROM knowledge_document AS document
          JOIN knowledge_domain AS domain ON domain.id = document.domain_id
         WHERE (domain.everyone OR EXISTS (
                 SELECT FROM knowledge_domain_role AS allowed
                  WHERE allowed.domain_id = domain.id AND allowed.role = ANY (:roles)))
           AND (:every_domain OR domain.name = ANY (:domains))
      )
      """;

  private static final String BY_WORDS =
      READABLE
          + """
          SELECT id
            FROM (SELECT id, words
                    FROM knowledge_passage
                   WHERE words @@ CAST(:words AS tsquery)
                     AND document_id IN (SELECT id FROM readable)
                   LIMIT :ranked) AS matching
           ORDER BY ts_rank(words, CAST(:words AS tsquery), 1) DESC, id
           LIMIT :limit
          """;

  /** How many passages hold each word, as of the last ANALYZE; nothing when there was none. */
  private static final String FREQUENCIES =
      """
      SELECT asked.word, coalesce(common.share, 0) * greatest(reltuples, 0) AS passages
        FROM pg_class
        JOIN pg_namespace ON pg_namespace.oid = relnamespace
        JOIN pg_stats ON schemaname = nspname AND tablename = relname AND attname = 'words'
       CROSS JOIN unnest(:asked) AS asked (word)
        LEFT JOIN LATERAL unnest(
               CAST(CAST(most_common_elems AS text) AS text[]), most_common_elem_freqs)
               AS common (word, share) ON common.word = asked.word
       WHERE pg_class.oid = to_regclass('knowledge_passage')
      """;

  private static final String BY_SIGNS =
      READABLE
          + """
          , candidate AS MATERIALIZED (
            -- A query of its own is asked once; a cast by itself is made for every passage as soon
            -- as the server keeps a plan for all parameters.
            SELECT id, bit_count(code # (SELECT CAST(:code AS varbit))) AS differing
              FROM knowledge_passage
             WHERE embedding_model = :model
               AND length(code) = :dimension
               AND document_id IN (SELECT id FROM readable)
             ORDER BY differing
             LIMIT :candidates
          )
          SELECT passage.id,
                 -- The product of two very small numbers of single precision is an error there.
                 -- Unnested in the list of columns they are not kept anywhere before they are added
                 -- up, which takes half the time of a function in FROM.
                 (SELECT sum(ours * theirs)
                    FROM (SELECT unnest(passage.embedding) AS ours,
                                 unnest(CAST(:numbers AS double precision[])) AS theirs) AS pair)
                   AS likeness
            FROM candidate JOIN knowledge_passage AS passage ON passage.id = candidate.id
           ORDER BY likeness DESC, passage.id
           LIMIT :limit
          """;

  private final Handle handle;
  private final KnowledgeQuery query;
  private final int limit;

  /**
   * @param limit how many keys each search gives at most; more than the query asks for, since one
   *     ranking is made of two
   */
  PassageSearch(Handle handle, KnowledgeQuery query, int limit) {
    this.handle = handle;
    this.query = query;
    this.limit = limit;
  }

  /**
   * Passages with all words first; when they are too few, those with any telling word follow. Of a
   * word that thousands of passages hold, not all of these are ranked.
   */
  List<UUID> byWords() {
    List<String> asked = Words.asked(query.question());
    if (asked.isEmpty()) {
      return List.of();
    }
    Set<UUID> found = new LinkedHashSet<>(byWords(Words.all(asked)));
    if (found.size() < query.limit() && asked.size() > 1) {
      List<String> telling = Words.telling(asked, frequencies(asked), MOST_RANKED);
      found.addAll(byWords(Words.any(telling)));
    }
    return found.stream().limit(limit).toList();
  }

  private List<UUID> byWords(String words) {
    return keys(readable(BY_WORDS).bind("words", words).bind("ranked", MOST_RANKED));
  }

  Map<String, Double> frequencies(List<String> asked) {
    return handle
        .createQuery(FREQUENCIES)
        .bindArray("asked", String.class, asked)
        .reduceRows(
            new HashMap<String, Double>(),
            (frequencies, row) -> {
              frequencies.put(
                  row.getColumn("word", String.class), row.getColumn("passages", Double.class));
              return frequencies;
            });
  }

  /** By the index of pgvector where there is one, else by the signs and then the numbers. */
  List<UUID> byMeaning(Embedding meaning) {
    Optional<VectorExtension> vector =
        VectorExtension.of(handle).filter(found -> found.indexed(handle, meaning.dimension()));
    return vector.isPresent() ? byIndex(vector.get(), meaning) : bySigns(meaning);
  }

  List<UUID> bySigns(Embedding meaning) {
    return keys(
        readable(BY_SIGNS)
            .bind("model", meaning.model())
            .bind("dimension", meaning.dimension())
            .bind("code", meaning.code())
            .bind("candidates", Math.max(FEWEST_CANDIDATES, limit * CANDIDATES_PER_RESULT))
            .bindByType("numbers", doubles(meaning.numbers()), double[].class));
  }

  private static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    Arrays.setAll(doubles, at -> numbers[at]);
    return doubles;
  }

  private List<UUID> byIndex(VectorExtension vector, Embedding meaning) {
    vector
        .settings(limit)
        .forEach(setting -> handle.createQuery(setting).mapTo(String.class).one());
    return keys(
        readable(byIndex(vector, meaning.dimension()))
            .bind("model", meaning.model())
            .bindByType("numbers", meaning.numbers(), float[].class));
  }

  /**
   * The dimension is part of the expression and of the index's condition, so it is no parameter.
   */
  private static String byIndex(VectorExtension vector, int dimension) {
    String asked = "CAST(:numbers AS " + vector.schema() + ".vector(" + dimension + "))";
    return READABLE
        + "SELECT id FROM knowledge_passage WHERE length(code) = "
        + dimension
        + " AND embedding_model = :model AND document_id IN (SELECT id FROM readable) ORDER BY "
        + vector.expression(dimension)
        + " "
        + vector.distance()
        + " "
        + asked
        + " LIMIT :limit";
  }

  private Query readable(String sql) {
    return handle
        .createQuery(sql)
        .bindArray("roles", String.class, query.roles())
        .bindArray("domains", String.class, query.domains())
        .bind("every_domain", query.domains().isEmpty())
        .bind("limit", limit);
  }

  private static List<UUID> keys(Query query) {
    return query.map((row, context) -> row.getObject("id", UUID.class)).list();
  }
}
