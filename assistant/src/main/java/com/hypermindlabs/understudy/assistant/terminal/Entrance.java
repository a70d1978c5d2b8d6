package com.hypermindlabs.understudy.assistant.terminal;

import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.SignIn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Signs a member in, and at the very first use makes the first one, who owns the place. */
public final class Entrance {
  private static final int MOST_ATTEMPTS = 3;
  private static final String OWNER = "owner";

  private final Members members;
  private final Accounts accounts;

  /** To the members of that database. */
  public Entrance(DataSource source) {
    this.members = new Members(source);
    this.accounts = new Accounts(source);
  }

  /** Asks a person. Whoever breaks off throws {@link LeftException}. */
  public interface Asker {
    /** One line, shown as it is typed. */
    String line(String prompt) throws LeftException, IOException;

    /** One line, masked. */
    String masked(String prompt) throws LeftException, IOException;

    /** Tells something. */
    void say(String line);
  }

  /** Whether anybody is there to sign in. */
  public boolean anybody() {
    return !members.list(null, 1).isEmpty();
  }

  /**
   * Signs in with one password, no second try.
   *
   * @throws RefusedException when that is not the member's password, or too many failed of late
   */
  public Member signIn(String login, String password) throws RefusedException {
    SignIn result = accounts.signIn(login, password);
    if (result instanceof SignIn.Welcome welcome) {
      return welcome.member();
    }
    if (result instanceof SignIn.Later later) {
      throw new RefusedException(
          "sign in: too many attempts failed; wait " + seconds(later.waitFor()) + " s");
    }
    throw new RefusedException("sign in: login and password do not belong together");
  }

  /**
   * Signs in whoever sits there.
   *
   * @param login who it is said to be; empty to ask
   * @throws RefusedException after three attempts
   */
  public Member signIn(String login, Asker asker)
      throws RefusedException, LeftException, IOException {
    RefusedException last = new RefusedException("sign in: no attempt was made");
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      String name = login.isEmpty() ? asker.line("login: ") : login;
      try {
        return signIn(name, asker.masked("password: "));
      } catch (RefusedException e) {
        last = e;
        asker.say(String.valueOf(e.getMessage()));
      }
    }
    throw last;
  }

  /**
   * Makes the first member, who gets the role {@code owner}.
   *
   * @return empty when the person does not want to
   */
  public Optional<Member> first(Asker asker) throws LeftException, IOException {
    asker.say("Nobody can sign in yet. The first member is made now and gets the role owner.");
    String wanted = asker.line("make one? [Y/n] ").strip().toLowerCase(Locale.ROOT);
    if (!wanted.isEmpty() && !wanted.startsWith("y")) {
      return Optional.empty();
    }
    Identity.Login login = login(asker);
    String name = asker.line("name [" + login.name() + "]: ").strip();
    String password = password(asker);
    UUID id = new Keys().next();
    Optional<Member> made =
        members.add(id, List.of(login), name.isEmpty() ? login.name() : name, Set.of(OWNER));
    made.ifPresent(
        member -> {
          boolean set = accounts.setPassword(member.id(), password);
          asker.say(set ? "You can sign in as " + login.name() + " from now on." : "");
        });
    return made;
  }

  private static Identity.Login login(Asker asker) throws LeftException, IOException {
    while (true) {
      try {
        return new Identity.Login(asker.line("login: ").strip());
      } catch (IllegalArgumentException e) {
        asker.say(String.valueOf(e.getMessage()));
      }
    }
  }

  private static String password(Asker asker) throws LeftException, IOException {
    while (true) {
      String password = asker.masked("password: ");
      try {
        Accounts.requireUsable(password);
      } catch (IllegalArgumentException e) {
        asker.say(String.valueOf(e.getMessage()));
        continue;
      }
      if (password.equals(asker.masked("once more: "))) {
        return password;
      }
      asker.say("the two are not the same");
    }
  }

  private static long seconds(Duration wait) {
    return Math.max(1, wait.toSeconds());
  }
}
