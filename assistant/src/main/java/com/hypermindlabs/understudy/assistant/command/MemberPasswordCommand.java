package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import java.io.IOException;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a member a password to sign in with. */
@Command(
    name = "password",
    description = "Give a member a password, in place of the one there was.")
final class MemberPasswordCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "LOGIN", description = "The name that the member signs in with.")
  private String login = "";

  @Option(
      names = "--password-stdin",
      required = true,
      description = "Read the password from standard input, one line.")
  @SuppressWarnings("UnusedVariable") // there is no other way, and this says so
  private boolean fromInput;

  MemberPasswordCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    Identity identity = identity();
    String password = PasswordInput.read();
    return OnRoute.run(
        invocation,
        source -> {
          Member member = set(source, identity, password);
          invocation.result(
              () -> json(member), () -> "the password of " + member.displayName() + " is set\n");
          return ExitCode.GOOD;
        });
  }

  private Member set(DataSource source, Identity identity, String password) {
    Member member =
        new Members(source)
            .find(identity)
            .orElseThrow(
                () ->
                    new CommandException(
                        "set the password: nobody has the " + identity,
                        "see 'understudy member list'"));
    try {
      var unused = new Accounts(source).setPassword(member.id(), password);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("set the password: " + e.getMessage(), "choose another one");
    }
    return member;
  }

  private Identity identity() {
    try {
      return new Identity.Login(login);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static ObjectNode json(Member member) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", member.id().toString())
        .put("name", member.displayName())
        .put("password", "set");
  }
}
