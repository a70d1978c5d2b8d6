package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings.Count;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Gives every passage its meaning, by the model that is set. */
@Command(
    name = "embed",
    description = {
      "Give every passage that has none, or one of another model, its meaning.",
      "Goes on where it was ended. 'serve' does the same in the background."
    })
final class KnowledgeEmbedCommand implements Callable<Integer> {
  private final Invocation invocation;

  KnowledgeEmbedCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    return OnRoute.run(
        invocation,
        source -> {
          Embedder embedder =
              Models.embedder(invocation.settings().assistant())
                  .orElseThrow(
                      () ->
                          new CommandException(
                              "embed the knowledge: there is no model of meanings",
                              "see inference.embedding.model in docs/assistant.md"));
          try {
            tell(embedder.model(), new MeaningProgress(invocation).run(source, embedder));
          } catch (ModelException e) {
            throw new CommandException(
                "embed the knowledge with " + embedder.model() + ": " + e.reason(),
                "mend that, then run it again: it goes on where it was");
          }
          return ExitCode.GOOD;
        });
  }

  private void tell(String model, Count count) {
    invocation.result(
        () ->
            JsonNodeFactory.instance
                .objectNode()
                .put("model", model)
                .put("passages", count.all())
                .put("embedded", count.done()),
        () -> count.done() + " of " + count.all() + " passages have a meaning of " + model + "\n");
  }
}
