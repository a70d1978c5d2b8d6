package com.hypermindlabs.understudy.assistant.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the assistant knows: documents in domains, cut into passages. Every call may be repeated
 * after any error. Thread-safe.
 */
public final class Knowledge {
  /** Each ranking gives this many times the passages asked for, so that their sum is a good one. */
  private static final int DEPTH = 3;

  private final Database database;
  private final Keys keys;

  /** Knowledge in the database that the source leads to. */
  public Knowledge(DataSource source) {
    this(source, new Keys());
  }

  /** As the other constructor, with keys of the caller's. */
  public Knowledge(DataSource source, Keys keys) {
    this.database = new Database(source);
    this.keys = keys;
  }

  /** Makes a domain that everyone may read, or opens one that is there to everyone. */
  public void openDomain(String name) {
    putDomain(name, true, Set.of());
  }

  /** Makes a domain that these roles alone may read, or sets that for one that is there. */
  public void restrictDomain(String name, Set<String> roles) {
    putDomain(name, false, roles);
  }

  /**
   * Makes a domain that everyone may read unless one of that name is there, which stays as it is.
   */
  public void ensureDomain(String name) {
    UUID id = keys.next();
    String checked = Text.present("the name of a domain", name, NewDocument.LONGEST_DOMAIN);
    database.run(
        "make the domain " + name, handle -> DocumentRows.ensureDomain(handle, id, checked));
  }

  /** The names of all domains, in their order, whoever may read them. */
  public List<String> domains() {
    return database.run(
        "list domains",
        handle ->
            handle.createQuery("SELECT name FROM knowledge_domain").mapTo(String.class).stream()
                .sorted()
                .toList());
  }

  /**
   * Removes a domain, which has to be empty.
   *
   * @return false when there is none of that name
   * @throws StoreException when it holds documents (SQLSTATE of class 23)
   */
  public boolean deleteDomain(String name) {
    return database.run(
        "delete the domain " + name,
        handle ->
            handle
                    .createUpdate("DELETE FROM knowledge_domain WHERE name = :name")
                    .bind("name", name)
                    .execute()
                > 0);
  }

  private void putDomain(String name, boolean everyone, Set<String> roles) {
    UUID id = keys.next();
    roles.forEach(Member::checkedRole);
    String checked = Text.present("the name of a domain", name, NewDocument.LONGEST_DOMAIN);
    database.transaction(
        "set who may read the domain " + name,
        handle -> {
          DocumentRows.putDomain(handle, id, checked, everyone, roles);
          return true;
        });
  }

  /**
   * Knows a document from now on. In one transaction it takes the place of what was known of its
   * source, whose passages are gone without leftovers; of several callers with one source the last
   * one stays, whole.
   *
   * @return its key, the same as before when the source was known
   * @throws StoreException when the database does not serve
   * @throws IllegalArgumentException when there is no such domain
   */
  public UUID put(NewDocument document) {
    UUID newId = keys.next();
    return database.transaction(
        "put the document " + document.source(),
        handle -> {
          UUID id =
              DocumentRows.put(handle, newId, document)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "put the document "
                                  + document.source()
                                  + ": there is no domain "
                                  + document.domain()
                                  + "; make it first"));
          DocumentRows.replacePassages(handle, id, document.passages(), keys);
          return id;
        });
  }

  /** The document of a source. */
  public Optional<Document> find(String source) {
    return database.run("find the document " + source, handle -> DocumentRows.find(handle, source));
  }

  /**
   * A page of all documents, in the order in which they were first known.
   *
   * @param after the last document of the page before; null for the first page
   * @param limit how many at most
   */
  public List<Document> list(@Nullable UUID after, int limit) {
    return database.run("list documents", handle -> DocumentRows.list(handle, after, limit));
  }

  /**
   * Forgets a document with all its passages.
   *
   * @return false when its source is not known
   */
  public boolean delete(String source) {
    return database.run(
        "delete the document " + source,
        handle ->
            handle
                    .createUpdate("DELETE FROM knowledge_document WHERE source = :source")
                    .bind("source", source)
                    .execute()
                > 0);
  }

  /** The passages that answer a question best, best first, of those that the asker may read. */
  public List<FoundPassage> search(KnowledgeQuery query) {
    return database.transaction("search the knowledge", handle -> search(handle, query));
  }

  private static List<FoundPassage> search(Handle handle, KnowledgeQuery query) {
    PassageSearch search = new PassageSearch(handle, query, query.limit() * DEPTH);
    List<List<UUID>> rankings = new ArrayList<>();
    Embedding meaning = query.meaning();
    if (meaning != null) {
      rankings.add(search.byMeaning(meaning));
    }
    rankings.add(search.byWords());
    Map<UUID, Double> best = Fusion.best(rankings, query.limit());
    return best.isEmpty() ? List.of() : DocumentRows.passages(handle, best);
  }
}
