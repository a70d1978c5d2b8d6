package com.hypermindlabs.understudy.assistant.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is known, as far as somebody with certain roles may see it. Thread-safe. */
public final class ReadableKnowledge {
  private static final String MAY_READ =
      """
      (domain.everyone
       OR EXISTS (SELECT FROM knowledge_domain_role AS allowed
                   WHERE allowed.domain_id = domain.id AND allowed.role = ANY (:roles)))
      """;

  private final Database database;

  /** Knowledge in the database that the source leads to. */
  public ReadableKnowledge(DataSource source) {
    this.database = new Database(source);
  }

  /**
   * A page of the documents, the newest first.
   *
   * @param before the last document of the page before; null for the first page
   * @param limit how many at most
   */
  public List<Document> list(Set<String> roles, @Nullable UUID before, int limit) {
    return database.run(
        "list documents",
        handle ->
            handle
                .createQuery(
                    DocumentRows.DOCUMENT
                        + "WHERE document.id < :before AND "
                        + MAY_READ
                        + "ORDER BY document.id DESC LIMIT :limit")
                .bind("before", before == null ? new UUID(-1, -1) : before)
                .bindArray("roles", String.class, roles)
                .bind("limit", limit)
                .map((row, context) -> DocumentRows.document(row))
                .list());
  }

  /** One document; empty when there is none, or none that may be seen. */
  public Optional<Document> find(Set<String> roles, UUID id) {
    return database.run(
        "find the document " + id,
        handle ->
            handle
                .createQuery(DocumentRows.DOCUMENT + "WHERE document.id = :id AND " + MAY_READ)
                .bind("id", id)
                .bindArray("roles", String.class, roles)
                .map((row, context) -> DocumentRows.document(row))
                .findOne());
  }

  /** The names of the domains that may be seen, in their order. */
  public List<String> domains(Set<String> roles) {
    return database.run(
        "list domains",
        handle ->
            handle
                .createQuery("SELECT name FROM knowledge_domain AS domain WHERE " + MAY_READ)
                .bindArray("roles", String.class, roles)
                .mapTo(String.class)
                .stream()
                .sorted()
                .toList());
  }

  /** Whether a domain is there that may not be seen. */
  public boolean hidden(Set<String> roles, String domain) {
    return database.run(
        "look for the domain " + domain,
        handle ->
            handle
                .createQuery(
                    "SELECT 1 FROM knowledge_domain AS domain WHERE name = :name AND NOT "
                        + MAY_READ)
                .bind("name", domain)
                .bindArray("roles", String.class, roles)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }
}
