package com.hypermindlabs.understudy.assistant.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for, and by whom. Immutable.
 *
 * @param question the words; one in common is enough, more are better
 * @param meaning the question's embedding; null to search by words alone
 * @param roles the roles of the one who asks; what they may not read is not found
 * @param domains the names of the domains to look in; empty for all
 * @param limit how many passages at most, 1 to 200
 */
public record KnowledgeQuery(
    String question,
    @Nullable Embedding meaning,
    Set<String> roles,
    Set<String> domains,
    int limit) {
  private static final int MOST = 200;

  /** Copies the sets. */
  public KnowledgeQuery {
    roles = Set.copyOf(roles);
    domains = Set.copyOf(domains);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("a search finds 1 to " + MOST + " passages, not " + limit);
    }
  }

  /** By words alone, in all domains. */
  public static KnowledgeQuery words(String question, Set<String> roles, int limit) {
    return new KnowledgeQuery(question, null, roles, Set.of(), limit);
  }
}
