package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.knowledge.Import;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds one file. */
@Command(
    name = "add",
    description =
        "Add a text, Markdown, HTML or PDF file; added again it replaces what was known of it.")
final class KnowledgeAddCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description = "Where it belongs; general unless given. A new domain is open to everyone.")
  private String domain = OutcomeText.DOMAIN;

  KnowledgeAddCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandException(
          "add the file " + file + ": there is no such file",
          "name a file; 'understudy knowledge import' takes a folder");
    }
    return OnRoute.run(
        invocation,
        source -> {
          Import.Outcome outcome = new Import(new Knowledge(source), domain).file(file);
          if (outcome.state() == Import.State.FAILED) {
            throw new CommandException(
                "add the file " + outcome.source() + ": " + outcome.problem(),
                "text and Markdown in UTF-8, HTML and PDF can be added");
          }
          new MeaningProgress(invocation).runIfThereIsAModel(source);
          invocation.result(
              () -> OutcomeText.json(outcome), () -> OutcomeText.text(outcome) + "\n");
          return ExitCode.GOOD;
        });
  }
}
