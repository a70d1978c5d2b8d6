package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says who may read a domain. */
@Command(
    name = "domain",
    description = "Make a domain, or set who may read one that is there: everyone, or some roles.")
final class KnowledgeDomainCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DOMAIN", description = "Its name.")
  private String domain = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Only members with one of these may read it; repeatable. None: everyone.")
  private Set<String> roles = new LinkedHashSet<>();

  KnowledgeDomainCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    return OnRoute.run(
        invocation,
        source -> {
          set(new Knowledge(source));
          invocation.result(this::json, this::text);
          return ExitCode.GOOD;
        });
  }

  private void set(Knowledge knowledge) {
    try {
      if (roles.isEmpty()) {
        knowledge.openDomain(domain);
      } else {
        knowledge.restrictDomain(domain, roles);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("domain", domain).put("everyone", roles.isEmpty());
    roles.forEach(root.putArray("roles")::add);
    return root;
  }

  private String text() {
    return domain
        + " may be read by "
        + (roles.isEmpty() ? "everyone" : String.join(", ", roles))
        + "\n";
  }
}
