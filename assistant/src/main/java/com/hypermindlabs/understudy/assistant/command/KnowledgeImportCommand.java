package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.knowledge.Import;
import com.hypermindlabs.understudy.assistant.knowledge.Import.Outcome;
import com.hypermindlabs.understudy.assistant.knowledge.Import.State;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports a folder, with progress on standard error. */
@Command(
    name = "import",
    description = {
      "Import a file, or every text, Markdown, HTML and PDF file below a folder, by their names.",
      "Imported again, a changed file replaces what was known of it."
    })
final class KnowledgeImportCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "FOLDER", description = "The folder, or a file.")
  private Path folder = Path.of("");

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description = "Where it belongs; general unless given. A new domain is open to everyone.")
  private String domain = OutcomeText.DOMAIN;

  KnowledgeImportCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(folder)) {
      throw new CommandException(
          "import " + folder + ": there is no such folder", "name a folder or a file");
    }
    return OnRoute.run(
        invocation,
        source -> {
          List<Outcome> outcomes = outcomes(new Import(new Knowledge(source), domain));
          new MeaningProgress(invocation).runIfThereIsAModel(source);
          invocation.result(() -> json(outcomes), () -> text(outcomes));
          return count(outcomes, State.FAILED) == 0 ? ExitCode.GOOD : ExitCode.FAILED;
        });
  }

  private List<Outcome> outcomes(Import into) throws IOException {
    return Files.isDirectory(folder)
        ? into.folder(folder, this::progress)
        : List.of(into.file(folder));
  }

  private void progress(int done, int all, Outcome outcome) {
    invocation.say(
        String.format(Locale.ROOT, "%d of %d  %s", done, all, OutcomeText.text(outcome)));
  }

  private ObjectNode json(List<Outcome> outcomes) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("folder", folder.toString()).put("domain", domain).put("files", outcomes.size());
    for (State state : State.values()) {
      root.put(state.name().toLowerCase(Locale.ROOT), count(outcomes, state));
    }
    ArrayNode problems = root.putArray("problems");
    outcomes.stream()
        .filter(outcome -> outcome.state() == State.FAILED)
        .forEach(
            outcome ->
                problems
                    .addObject()
                    .put("source", outcome.source())
                    .put("problem", outcome.problem()));
    return root;
  }

  private static String text(List<Outcome> outcomes) {
    return String.format(
        Locale.ROOT,
        "%d files: %d added, %d replaced, %d unchanged, %d failed%n",
        outcomes.size(),
        count(outcomes, State.ADDED),
        count(outcomes, State.REPLACED),
        count(outcomes, State.UNCHANGED),
        count(outcomes, State.FAILED));
  }

  private static long count(List<Outcome> outcomes, State state) {
    return outcomes.stream().filter(outcome -> outcome.state() == state).count();
  }
}
