package com.hypermindlabs.understudy.assistant.store;

import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Passages that still need their meaning, because they have none or another model made it. Every
 * call may be repeated after any error. Thread-safe.
 */
public final class PassageEmbeddings {
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Database database;

  /** Of the passages in the database that the source leads to. */
  public PassageEmbeddings(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * A passage without a meaning.
   *
   * @param id its key
   * @param body its text
   */
  public record Wanted(UUID id, String body) {}

  /**
   * How many passages there are, and how many of them have the meaning of a model.
   *
   * @param all passages
   * @param done of them
   */
  public record Count(long all, long done) {}

  /** How far a model has come. */
  public Count count(String model) {
    return database.run(
        "count the passages with a meaning",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*), count(*) FILTER (WHERE embedding_model = :model)
                      FROM knowledge_passage
                    """)
                .bind("model", model)
                .map((row, context) -> new Count(row.getLong(1), row.getLong(2)))
                .one());
  }

  /**
   * The next passages that want the meaning of a model, by their keys.
   *
   * @param after the last one of the page before; null for the first page
   */
  public List<Wanted> next(String model, @Nullable UUID after, int limit) {
    return database.run(
        "find passages without a meaning",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, body FROM knowledge_passage
                     WHERE embedding_model IS DISTINCT FROM :model AND id > :after
                     ORDER BY id LIMIT :limit
                    """)
                .bind("model", model)
                .bind("after", after == null ? BEFORE_ALL : after)
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new Wanted(row.getObject("id", UUID.class), row.getString("body")))
                .list());
  }

  /**
   * Gives passages their meanings, in order; one that was deleted meanwhile is passed over.
   *
   * @param passages as many as meanings
   */
  public void put(List<Wanted> passages, List<Embedding> meanings) {
    database.run(
        "keep the meanings of passages",
        handle -> {
          try (PreparedBatch batch =
              handle.prepareBatch(
                  """
                  UPDATE knowledge_passage
                     SET embedding_model = :model, embedding = :numbers,
                         code = CAST(:code AS varbit)
                   WHERE id = :id AND body = :body
                  """)) {
            for (int at = 0; at < passages.size(); at++) {
              Embedding meaning = meanings.get(at);
              batch
                  .bind("id", passages.get(at).id())
                  .bind("body", passages.get(at).body())
                  .bind("model", meaning.model())
                  .bind("code", meaning.code())
                  .bindByType("numbers", meaning.numbers(), float[].class)
                  .add();
            }
            return batch.execute().length;
          }
        });
  }
}
