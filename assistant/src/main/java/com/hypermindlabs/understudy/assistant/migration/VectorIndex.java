package com.hypermindlabs.understudy.assistant.migration;

import com.hypermindlabs.understudy.assistant.store.VectorExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of pgvector on embeddings, outside the history of migrations: that is the same on a
 * server with the extension and on one without. One index for each dimension, on the rows of that
 * dimension only, so that a row of another never fails. Search works without it, only slower;
 * therefore nothing here is a reason not to start.
 */
final class VectorIndex {
  private static final Logger LOG = LoggerFactory.getLogger(VectorIndex.class);

  /** Of the small model that runs inside the process. */
  private static final int USUAL_DIMENSION = 384;

  /** Any number will do that no other lock in the database uses. */
  private static final long LOCK = 4_747_384_001L;

  /**
   * An index that outgrows its memory while it is made takes many times as long. Each passage takes
   * four bytes a number and some hundred for its neighbours; more than a quarter of a gigabyte is
   * left to who set the server up.
   */
  private static final String ROOM =
      """
      SELECT set_config('maintenance_work_mem',
               CAST(greatest(
                 pg_size_bytes(current_setting('maintenance_work_mem')) / 1024,
                 least(262144, (SELECT count(*) FROM knowledge_passage
                                 WHERE length(code) = :dimension)
                               * (:dimension * 4 + 600) / 1024)) AS text)
               || 'kB', true)
      """;

  private VectorIndex() {}

  /** As {@link #prepare(Connection)}, over a connection of its own. */
  static void prepare(DataSource source) {
    try (Connection connection = source.getConnection()) {
      prepare(connection);
    } catch (SQLException e) {
      failed(e);
    }
  }

  /** Makes the indexes that are missing; writers of passages wait meanwhile. */
  static void prepare(Connection connection) {
    try {
      Optional<VectorExtension> vector = VectorExtension.of(connection);
      if (vector.isPresent()) {
        Jdbi.create(connection).useTransaction(handle -> prepare(handle, vector.get()));
      } else {
        LOG.debug("pgvector is not installed in this database; search by meaning goes without it");
      }
    } catch (SQLException | JdbiException e) {
      failed(e);
    }
  }

  private static void failed(Exception e) {
    LOG.warn(
        "no index of pgvector was made; search by meaning goes on without it, only slower: {}",
        e.getMessage());
  }

  private static void prepare(Handle handle, VectorExtension vector) {
    // A table that somebody holds for long must not hold up the start, nor all who come after.
    handle.execute("SELECT set_config('lock_timeout', '5s', true)");
    handle.execute("SELECT set_config('statement_timeout', '0', true)");
    handle.execute("SELECT pg_advisory_xact_lock(?)", LOCK);
    for (int dimension : missing(handle)) {
      LOG.info("making the index of pgvector on embeddings of {} numbers", dimension);
      handle.createQuery(ROOM).bind("dimension", dimension).mapTo(String.class).one();
      handle.execute(statement(vector, dimension));
    }
  }

  private static List<Integer> missing(Handle handle) {
    Set<Integer> dimensions = new TreeSet<>(Set.of(USUAL_DIMENSION));
    dimensions.addAll(
        handle
            .createQuery(
                "SELECT DISTINCT length(code) FROM knowledge_passage"
                    + " WHERE embedding_model IS NOT NULL")
            .mapTo(Integer.class)
            .list());
    List<Integer> missing = new ArrayList<>();
    for (int dimension : dimensions) {
      if (VectorExtension.indexable(dimension) && !exists(handle, dimension)) {
        missing.add(dimension);
      }
    }
    return missing;
  }

  private static boolean exists(Handle handle, int dimension) {
    return handle
        .createQuery("SELECT to_regclass(:name) IS NOT NULL")
        .bind("name", VectorExtension.indexName(dimension))
        .mapTo(Boolean.class)
        .one();
  }

  private static String statement(VectorExtension vector, int dimension) {
    return "CREATE INDEX "
        + VectorExtension.indexName(dimension)
        + " ON knowledge_passage USING hnsw ("
        + vector.expression(dimension)
        + " "
        + vector.schema()
        + ".vector_cosine_ops) WHERE length(code) = "
        + dimension;
  }
}
