package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.knowledge.Import;
import com.hypermindlabs.understudy.assistant.knowledge.Import.Outcome;
import com.hypermindlabs.understudy.assistant.store.Document;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.ReadableKnowledge;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the assistant knows, as far as the caller may see it. */
final class KnowledgeRoutes {
  private static final Logger log = LoggerFactory.getLogger(KnowledgeRoutes.class);
  private static final int PAGE = 50;
  private static final int FOUND = 10;
  private static final int LONGEST_QUESTION = 1000;
  private static final String DOMAIN = "general";

  private final Finder finder;
  private final Knowledge knowledge;
  private final ReadableKnowledge readable;
  private final Set<String> configured;
  private final Uploads uploads;

  KnowledgeRoutes(WebParts parts) {
    this.finder = parts.backstage().finder();
    this.knowledge = new Knowledge(parts.source());
    this.readable = new ReadableKnowledge(parts.source());
    this.configured = Set.copyOf(parts.settings().chat().domains());
    this.uploads = new Uploads(parts.settings().web().maxUpload());
  }

  void add(RoutesConfig routes) {
    routes.get("/api/knowledge", this::list, Access.MEMBER);
    routes.get("/api/knowledge/search", this::search, Access.MEMBER);
    routes.post("/api/knowledge", this::upload, Access.EDITOR);
    routes.delete("/api/knowledge/{id}", this::delete, Access.EDITOR);
  }

  private void list(Context context) {
    Set<String> roles = roles(context);
    @Nullable UUID before = Body.queried(context, "before").orElse(null);
    List<Document> page = readable.list(roles, before, PAGE + 1);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    var list = node.putArray("documents");
    page.stream()
        .limit(PAGE)
        .forEach(
            document ->
                list.addObject()
                    .put("id", document.id().toString())
                    .put("title", document.title())
                    .put("source", document.source())
                    .put("domain", document.domain())
                    .put("passages", document.passages())
                    .put("at", document.importedAt().toString()));
    node.put("more", page.size() > PAGE);
    domains(roles).forEach(node.putArray("domains")::add);
    Uploads.TYPES.forEach(node.putArray("types")::add);
    ChatRoutes.answer(context, node);
  }

  private void search(Context context) {
    String question = context.queryParam("q");
    if (question == null || question.isBlank() || question.length() > LONGEST_QUESTION) {
      throw new Refusal(400, "ask something of at most " + LONGEST_QUESTION + " characters");
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set(
        "passages", MessageJson.passages(finder.find(question, roles(context), Set.of(), FOUND)));
    ChatRoutes.answer(context, node);
  }

  private void upload(Context context) throws IOException {
    Set<String> roles = roles(context);
    UploadName name = UploadName.of(context.queryParam("name"), Uploads.TYPES);
    String domain = domain(context.queryParam("domain"), roles);
    // Not to be replaced by somebody who may not even see it.
    knowledge
        .find(name.source())
        .filter(there -> readable.find(roles, there.id()).isEmpty())
        .ifPresent(
            hidden -> {
              throw new Refusal(409, "this name is taken; rename the file");
            });
    Path file = uploads.receive(context);
    try {
      Outcome outcome = new Import(knowledge, domain).file(file, name.text(), name.source());
      if (outcome.state() == Import.State.FAILED) {
        throw new Refusal(422, "the file " + outcome.problem());
      }
      log.info("member {} uploaded a document", Guard.caller(context).member().id());
      context.status(201);
      ChatRoutes.answer(
          context,
          JsonNodeFactory.instance
              .objectNode()
              .put("state", outcome.state().name().toLowerCase(Locale.ROOT))
              .put("passages", outcome.passages()));
    } finally {
      Uploads.forget(file);
    }
  }

  private void delete(Context context) {
    UUID id = Body.key(context, "id");
    Document document =
        readable
            .find(roles(context), id)
            .orElseThrow(() -> new Refusal(404, "there is no such document"));
    var unused = knowledge.delete(document.source());
    log.info("member {} deleted the document {}", Guard.caller(context).member().id(), id);
    context.status(204);
  }

  private String domain(@Nullable String asked, Set<String> roles) {
    String domain = asked == null || asked.isBlank() ? DOMAIN : asked;
    if (!domains(roles).contains(domain)) {
      throw new Refusal(400, "there is no such domain");
    }
    return domain;
  }

  /** Those that the caller may see, and those of the settings that are yet to be made. */
  private Set<String> domains(Set<String> roles) {
    Set<String> domains = new TreeSet<>(readable.domains(roles));
    configured.stream().filter(name -> !readable.hidden(roles, name)).forEach(domains::add);
    if (!readable.hidden(roles, DOMAIN)) {
      domains.add(DOMAIN);
    }
    return domains;
  }

  private static Set<String> roles(Context context) {
    return Guard.caller(context).member().roles();
  }
}
