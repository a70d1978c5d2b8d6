package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.KnowledgeQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches by words and by meaning. */
@Command(name = "search", description = "Find the passages that answer a question best.")
final class KnowledgeSearchCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "WORD", description = "The question.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--domain", paramLabel = "DOMAIN", description = "Look in this one; repeatable.")
  private Set<String> domains = new LinkedHashSet<>();

  @Option(names = "--role", paramLabel = "ROLE", description = "As somebody with it; repeatable.")
  private Set<String> roles = new LinkedHashSet<>();

  @Option(names = "--limit", paramLabel = "N", description = "How many at most; 5 unless given.")
  private int limit = 5;

  KnowledgeSearchCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    check();
    return OnRoute.run(
        invocation,
        source -> {
          Knowledge knowledge = new Knowledge(source);
          requireKnown(knowledge);
          Finder finder =
              new Finder(
                  knowledge, () -> Models.embedder(invocation.settings().assistant()).orElse(null));
          List<FoundPassage> found = finder.find(String.join(" ", words), roles, domains, limit);
          invocation.result(() -> json(found), () -> text(found));
          return ExitCode.GOOD;
        });
  }

  private void check() {
    try {
      var unused = KnowledgeQuery.words(String.join(" ", words), roles, limit);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** In a domain that there is not, nothing would be found, without a word. */
  private void requireKnown(Knowledge knowledge) {
    if (domains.isEmpty()) {
      return;
    }
    Set<String> known = new TreeSet<>(knowledge.domains());
    known.addAll(invocation.settings().assistant().chat().domains());
    known.add(OutcomeText.DOMAIN);
    for (String domain : domains) {
      if (!known.contains(domain)) {
        throw new CommandException(
            "search the knowledge: there is no domain "
                + domain
                + "; there are "
                + String.join(", ", known),
            "name one of these, or make it with 'understudy knowledge domain'");
      }
    }
  }

  private static ObjectNode json(List<FoundPassage> passages) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("passages");
    for (FoundPassage passage : passages) {
      list.addObject()
          .put("source", passage.source())
          .put("title", passage.title())
          .put("domain", passage.domain())
          .put("place", passage.place())
          .put("body", passage.body())
          .put("score", passage.score());
    }
    return root;
  }

  private static String text(List<FoundPassage> passages) {
    return passages.isEmpty()
        ? "nothing found\n"
        : passages.stream().map(KnowledgeSearchCommand::text).collect(Collectors.joining("\n"));
  }

  private static String text(FoundPassage passage) {
    return passage.title()
        + passage.placed()
        + "  ("
        + passage.source()
        + ")\n"
        + passage.body()
        + "\n";
  }
}
