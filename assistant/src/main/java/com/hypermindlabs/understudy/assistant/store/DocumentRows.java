package com.hypermindlabs.understudy.assistant.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Domains, documents and passages as rows. */
final class DocumentRows {
  /** Rows of a few KB each: enough to make round trips cheap, little enough to be held twice. */
  private static final int BATCH = 200;

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  static final String DOCUMENT =
      """
      SELECT document.id, domain.name AS domain, source, title, digest, imported_at,
             (SELECT count(*) FROM knowledge_passage WHERE document_id = document.id) AS passages
        FROM knowledge_document AS document
        JOIN knowledge_domain AS domain ON domain.id = document.domain_id
      """;

  private DocumentRows() {}

  static void putDomain(
      Handle handle, UUID newId, String name, boolean everyone, Set<String> roles) {
    UUID id =
        handle
            .createQuery(
                """
                INSERT INTO knowledge_domain (id, name, everyone, created_at)
                VALUES (:id, :name, :everyone, :created_at)
                ON CONFLICT (name) DO UPDATE SET everyone = excluded.everyone
                RETURNING id
                """)
            .bind("id", newId)
            .bind("name", name)
            .bind("everyone", everyone)
            .bind("created_at", Keys.madeAt(newId))
            .mapTo(UUID.class)
            .one();
    handle
        .createUpdate(
            "DELETE FROM knowledge_domain_role WHERE domain_id = :id AND role <> ALL (:roles)")
        .bind("id", id)
        .bindArray("roles", String.class, roles)
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO knowledge_domain_role (domain_id, role)
            SELECT :id, role FROM unnest(:roles) AS role
            ON CONFLICT DO NOTHING
            """)
        .bind("id", id)
        .bindArray("roles", String.class, roles)
        .execute();
  }

  static boolean ensureDomain(Handle handle, UUID newId, String name) {
    return handle
            .createUpdate(
                """
                INSERT INTO knowledge_domain (id, name, everyone, created_at)
                VALUES (:id, :name, true, :created_at)
                ON CONFLICT (name) DO NOTHING
                """)
            .bind("id", newId)
            .bind("name", name)
            .bind("created_at", Keys.madeAt(newId))
            .execute()
        > 0;
  }

  /** The key of the document, whose row is locked until the transaction ends. */
  static Optional<UUID> put(Handle handle, UUID newId, NewDocument document) {
    return handle
        .createQuery(
            """
            INSERT INTO knowledge_document (id, domain_id, source, title, digest, imported_at)
            SELECT :id, domain.id, :source, :title, :digest, :imported_at
              FROM knowledge_domain AS domain
             WHERE domain.name = :domain
            ON CONFLICT (source) DO UPDATE
               SET domain_id = excluded.domain_id, title = excluded.title,
                   digest = excluded.digest, imported_at = excluded.imported_at
            RETURNING id
            """)
        .bind("id", newId)
        .bind("domain", document.domain())
        .bind("source", document.source())
        .bind("title", document.title())
        .bind("digest", document.digest())
        .bind("imported_at", Keys.madeAt(newId))
        .mapTo(UUID.class)
        .findOne();
  }

  static void replacePassages(
      Handle handle, UUID documentId, List<NewDocument.Passage> passages, Keys keys) {
    handle
        .createUpdate("DELETE FROM knowledge_passage WHERE document_id = :id")
        .bind("id", documentId)
        .execute();
    for (int from = 0; from < passages.size(); from += BATCH) {
      List<NewDocument.Passage> part =
          passages.subList(from, Math.min(from + BATCH, passages.size()));
      insert(handle, documentId, from, part, keys);
    }
  }

  private static void insert(
      Handle handle, UUID documentId, int first, List<NewDocument.Passage> passages, Keys keys) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO knowledge_passage
                   (id, document_id, position, place, body, words, embedding_model, embedding, code)
            VALUES (:id, :document_id, :position, :place, :body, CAST(:words AS tsvector), :model,
                    :numbers, CAST(:code AS varbit))
            """)) {
      int position = first;
      for (NewDocument.Passage passage : passages) {
        batch
            .bind("id", keys.next())
            .bind("document_id", documentId)
            .bind("position", position++)
            .bind("place", passage.place())
            .bind("body", passage.body())
            .bind("words", Words.vector(passage.body()));
        bind(batch, passage.embedding());
        batch.add();
      }
      batch.execute();
    }
  }

  private static void bind(PreparedBatch batch, @Nullable Embedding embedding) {
    batch
        .bind("model", embedding == null ? null : embedding.model())
        .bind("code", embedding == null ? null : embedding.code())
        .bindByType("numbers", embedding == null ? null : embedding.numbers(), float[].class);
  }

  static Optional<Document> find(Handle handle, String source) {
    return handle
        .createQuery(DOCUMENT + "WHERE source = :source")
        .bind("source", source)
        .map((row, context) -> document(row))
        .findOne();
  }

  static List<Document> list(Handle handle, @Nullable UUID after, int limit) {
    return handle
        .createQuery(DOCUMENT + "WHERE document.id > :after ORDER BY document.id LIMIT :limit")
        .bind("after", after == null ? BEFORE_ALL : after)
        .bind("limit", limit)
        .map((row, context) -> document(row))
        .list();
  }

  static Document document(ResultSet row) throws SQLException {
    return new Document(
        row.getObject("id", UUID.class),
        row.getString("domain"),
        row.getString("source"),
        row.getString("title"),
        row.getString("digest"),
        row.getInt("passages"),
        row.getObject("imported_at", OffsetDateTime.class).toInstant());
  }

  /** The passages of these keys with their scores, best first. */
  static List<FoundPassage> passages(Handle handle, Map<UUID, Double> scores) {
    return handle
        .createQuery(
            """
            SELECT passage.id, source, title, domain.name AS domain, position, place, body
              FROM knowledge_passage AS passage
              JOIN knowledge_document AS document ON document.id = passage.document_id
              JOIN knowledge_domain AS domain ON domain.id = document.domain_id
             WHERE passage.id = ANY (:ids)
            """)
        .bindArray("ids", UUID.class, scores.keySet())
        .map((row, context) -> found(row, scores))
        .stream()
        .sorted(Comparator.comparingDouble(FoundPassage::score).reversed())
        .toList();
  }

  private static FoundPassage found(ResultSet row, Map<UUID, Double> scores) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new FoundPassage(
        id,
        row.getString("source"),
        row.getString("title"),
        row.getString("domain"),
        row.getInt("position"),
        row.getString("place"),
        row.getString("body"),
        scores.getOrDefault(id, 0.0));
  }
}
