package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds somebody who talks to the assistant. */
@Command(name = "add", description = "Add a member, recognised by one identity at least.")
final class MemberAddCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "What the assistant calls the member.")
  private String name = "";

  @Option(names = "--login", paramLabel = "LOGIN", description = "The name to sign in with.")
  private @Nullable String login;

  @Option(names = "--telegram-id", paramLabel = "N", description = "Telegram's number.")
  private @Nullable Long telegram;

  @Option(names = "--x-id", paramLabel = "N", description = "X's number.")
  private @Nullable Long x;

  @Option(names = "--role", paramLabel = "ROLE", description = "A role; may be repeated.")
  private Set<String> roles = new LinkedHashSet<>();

  @Option(
      names = "--password-stdin",
      description = "Read a password for the login from standard input, one line.")
  private boolean withPassword;

  MemberAddCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    List<Identity> identities = identities();
    requireKnownRoles();
    String password = withPassword ? password() : "";
    UUID id = new Keys().next();
    return OnRoute.run(
        invocation,
        source -> {
          Member added = add(new Members(source), id, identities);
          if (withPassword) {
            var unused = new Accounts(source).setPassword(id, password);
          }
          invocation.result(() -> MemberText.json(added), () -> MemberText.text(added));
          return ExitCode.GOOD;
        });
  }

  private Member add(Members members, UUID id, List<Identity> identities) {
    try {
      return members
          .add(id, identities, name, roles)
          .orElseThrow(
              () ->
                  new CommandException(
                      "add the member " + name + ": " + taken(members, identities),
                      "see 'understudy member list'"));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static String taken(Members members, List<Identity> identities) {
    for (Identity identity : identities) {
      Optional<Member> owner = members.find(identity);
      if (owner.isPresent()) {
        return "the " + identity + " belongs to somebody else, " + owner.get().displayName();
      }
    }
    return "an identity belonged to somebody else just now";
  }

  /** Where the settings list the roles, one that is not there is a slip of the pen. */
  private void requireKnownRoles() {
    List<String> known = invocation.settings().assistant().chat().roles();
    for (String role : roles) {
      if (!known.isEmpty() && !known.contains(role)) {
        throw CommandException.usage(
            "add the member "
                + name
                + ": there is no role "
                + role
                + "; roles_list has "
                + String.join(", ", known),
            "give one of these, or add it to roles_list");
      }
    }
  }

  /** Checked before anything is added. */
  private String password() throws IOException {
    if (login == null) {
      throw new ParameterException(spec.commandLine(), "--password-stdin goes with --login");
    }
    String password = PasswordInput.read();
    try {
      Accounts.requireUsable(password);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(
          "add the member " + name + ": " + e.getMessage(), "choose another password");
    }
    return password;
  }

  private List<Identity> identities() {
    List<Identity> identities = new ArrayList<>();
    try {
      if (login != null) {
        identities.add(new Identity.Login(login));
      }
      if (telegram != null) {
        identities.add(new Identity.Telegram(telegram));
      }
      if (x != null) {
        identities.add(new Identity.X(x));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    if (identities.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name one of --login, --telegram-id and --x-id");
    }
    return identities;
  }
}
