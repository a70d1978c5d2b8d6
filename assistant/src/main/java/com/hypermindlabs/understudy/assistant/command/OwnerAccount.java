package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.config.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The account that the owner signs in with. Made once: a second run gives it the new password.
 *
 * @param login the name to sign in with
 * @param password shown nowhere
 */
record OwnerAccount(String login, Secret password) {
  private static final String ROLE = "owner";

  /** The one that a run was asked for. */
  static Optional<OwnerAccount> of(SetupSession session) {
    String login = session.answers().text("owner.login");
    return session.answers().yes("owner") && !login.isEmpty()
        ? session.answers().secret("owner.password").map(word -> new OwnerAccount(login, word))
        : Optional.empty();
  }

  /** Makes it where the route leads; answers what was done, in words. */
  String make(Understudy understudy) {
    DataSource source = understudy.dataSource();
    Members members = new Members(source);
    Identity identity = new Identity.Login(login);
    Optional<Member> known = members.find(identity);
    Member member =
        known
            .or(() -> members.add(new Keys().next(), List.of(identity), login, Set.of(ROLE)))
            .orElseThrow(
                () ->
                    new CommandException(
                        "make the owner's account: the login " + login + " was taken just now",
                        "run setup again"));
    Set<String> roles = new HashSet<>(member.roles());
    if (roles.add(ROLE)) {
      var unused = members.setRoles(member.id(), roles);
    }
    var unused = new Accounts(source).setPassword(member.id(), password.reveal());
    return known.isPresent()
        ? "the account " + login + " has its new password"
        : "the account " + login + " is made";
  }
}
