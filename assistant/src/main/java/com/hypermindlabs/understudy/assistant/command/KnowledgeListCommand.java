package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.Document;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Lists all documents in the order in which they were first known. */
@Command(name = "list", description = "List all documents.")
final class KnowledgeListCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  private final Invocation invocation;

  KnowledgeListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    return OnRoute.run(
        invocation,
        source -> {
          List<Document> all = all(new Knowledge(source));
          invocation.result(() -> json(all), () -> text(all));
          return ExitCode.GOOD;
        });
  }

  private static List<Document> all(Knowledge knowledge) {
    List<Document> all = new ArrayList<>();
    @Nullable UUID last = null;
    List<Document> page;
    do {
      page = knowledge.list(last, PAGE);
      all.addAll(page);
      last = page.isEmpty() ? last : page.get(page.size() - 1).id();
    } while (page.size() == PAGE);
    return all;
  }

  private static ObjectNode json(List<Document> documents) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("documents");
    for (Document document : documents) {
      list.addObject()
          .put("id", document.id().toString())
          .put("domain", document.domain())
          .put("source", document.source())
          .put("title", document.title())
          .put("passages", document.passages())
          .put("imported_at", document.importedAt().toString());
    }
    return root;
  }

  private static String text(List<Document> documents) {
    return documents.isEmpty()
        ? "no documents\n"
        : documents.stream()
            .map(
                document ->
                    document.domain()
                        + "  "
                        + document.title()
                        + "  ("
                        + document.passages()
                        + " passages)  "
                        + document.source()
                        + "\n")
            .collect(Collectors.joining());
  }
}
