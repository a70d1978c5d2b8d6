package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets a document. */
@Command(name = "delete", description = "Forget a document with all its passages.")
final class KnowledgeDeleteCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "SOURCE",
      description = "Where it came from, as 'knowledge list' shows it; or the file itself.")
  private String source = "";

  KnowledgeDeleteCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    String real = Files.exists(Path.of(source)) ? Path.of(source).toRealPath().toString() : source;
    return OnRoute.run(
        invocation,
        data -> {
          Knowledge knowledge = new Knowledge(data);
          String known = knowledge.find(source).isPresent() ? source : real;
          if (!knowledge.delete(known)) {
            throw new CommandException(
                "delete the document " + source + ": there is none of that source",
                "see 'understudy knowledge list'");
          }
          invocation.result(
              () -> JsonNodeFactory.instance.objectNode().put("source", known).put("deleted", true),
              () -> "deleted  " + known + "\n");
          return ExitCode.GOOD;
        });
  }
}
