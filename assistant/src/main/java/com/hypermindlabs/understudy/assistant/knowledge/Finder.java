package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.KnowledgeQuery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the passages that answer a question best, by words and, where a model of meanings answers,
 * by meaning. Thread-safe.
 */
public final class Finder {
  private static final Logger LOG = LoggerFactory.getLogger(Finder.class);

  /** One that does not answer is not waited for with every question. */
  private static final Duration AVOIDED = Duration.ofSeconds(30);

  private static final int LONGEST_QUESTION = 4000;

  private final Knowledge knowledge;
  private final Supplier<@Nullable Embedder> embedder;
  private volatile long avoidedUntil = System.nanoTime();

  /** By words alone. */
  public Finder(Knowledge knowledge) {
    this(knowledge, () -> null);
  }

  /**
   * By words and meaning.
   *
   * @param embedder the model of the passages' meanings; null while there is none
   */
  public Finder(Knowledge knowledge, Supplier<@Nullable Embedder> embedder) {
    this.knowledge = knowledge;
    this.embedder = embedder;
  }

  /**
   * The best passages, best first.
   *
   * @param question in the asker's words
   * @param roles the roles of the one who asks; what they may not read is not found
   * @param domains the names of the domains to look in; empty for all
   * @param limit how many at most, 1 to 200
   * @throws com.hypermindlabs.understudy.assistant.store.StoreException when the database does not
   *     serve
   */
  public List<FoundPassage> find(
      String question, Set<String> roles, Set<String> domains, int limit) {
    return knowledge.search(new KnowledgeQuery(question, meaning(question), roles, domains, limit));
  }

  private @Nullable Embedding meaning(String question) {
    @Nullable Embedder model = embedder.get();
    if (model == null || question.isBlank() || System.nanoTime() - avoidedUntil < 0) {
      return null;
    }
    try {
      String start = question.substring(0, Math.min(question.length(), LONGEST_QUESTION));
      return model.embed(List.of(start)).get(0);
    } catch (ModelException | IllegalArgumentException e) {
      avoidedUntil = System.nanoTime() + AVOIDED.toNanos();
      LOG.warn("search goes by words alone for a while: {}", e.getMessage());
      return null;
    }
  }
}
