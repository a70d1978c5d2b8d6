package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.KnowledgeQuery;
import java.util.List;
import java.util.Set;

/** Finds the passages that answer a question best. Thread-safe. */
public final class Finder {
  private final Knowledge knowledge;

  /** By words alone. */
  public Finder(Knowledge knowledge) {
    this.knowledge = knowledge;
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
    return knowledge.search(new KnowledgeQuery(question, null, roles, domains, limit));
  }
}
