package com.hypermindlabs.understudy.assistant.store;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a login and a password. Every call may be repeated after any error; an attempt
 * that was cut off counts as failed until its login signs in. Thread-safe.
 */
public final class Accounts {
  /** The fewest characters of a new password. */
  public static final int SHORTEST_PASSWORD = 8;

  /** The most characters of a password. */
  public static final int LONGEST_PASSWORD = 1000;

  private final Database database;
  private final Keys keys;
  private final PasswordHashing hashing;
  private volatile @Nullable String nobodys;

  /** Accounts in the database that the source leads to. */
  public Accounts(DataSource source) {
    this(source, new Keys(), PasswordHashing.USUAL);
  }

  /** As the other constructor, with the caller's clock, by its keys, and the caller's hashing. */
  public Accounts(DataSource source, Keys keys, PasswordHashing hashing) {
    this.database = new Database(source);
    this.keys = keys;
    this.hashing = hashing;
  }

  /** What is kept of the password of a member. */
  private record Known(Member member, String hash) {}

  /**
   * Tries to sign in. After {@code 5} failures within 15 minutes each further one doubles the time
   * until the next is tried, beginning with 5 seconds; this is told of every login alike, whether
   * somebody has it or not, as is the time that an answer takes.
   *
   * @param login as the member types it
   * @param password as the member types it
   * @throws StoreException when the database does not serve
   */
  public SignIn signIn(String login, String password) {
    String name = folded(login);
    if (name.isEmpty() || password.isEmpty() || tooLong(password)) {
      return new SignIn.Refused();
    }
    UUID attempt = keys.next();
    Duration wait = begin(name, attempt);
    if (!wait.isZero()) {
      return new SignIn.Later(wait);
    }
    Optional<Known> known = known(name);
    boolean right = hashing.matches(password, known.map(Known::hash).orElseGet(this::ofNobody));
    if (known.isEmpty() || !right) {
      return new SignIn.Refused();
    }
    welcome(name, known.get(), password);
    return new SignIn.Welcome(known.get().member());
  }

  /**
   * Gives a member this password, in place of the one there was.
   *
   * @return false when there is no such member
   * @throws IllegalArgumentException when it is too short or too long; the message is for people
   * @throws StoreException when the database does not serve
   */
  public boolean setPassword(UUID memberId, String password) {
    requireUsable(password);
    UUID id = keys.next();
    String hash = hashing.hash(password);
    return database.transaction(
        "set the password of the member " + memberId,
        handle -> {
          boolean there = MemberRows.lock(handle, memberId);
          if (there) {
            put(handle, id, memberId, hash);
          }
          return there;
        });
  }

  /**
   * Refuses what cannot be a new password.
   *
   * @throws IllegalArgumentException when it is too short or too long; the message is for people
   */
  public static void requireUsable(String password) {
    if (password.codePointCount(0, password.length()) < SHORTEST_PASSWORD) {
      throw new IllegalArgumentException(
          "a password has " + SHORTEST_PASSWORD + " characters at least");
    }
    if (tooLong(password)) {
      throw new IllegalArgumentException(
          "a password has " + LONGEST_PASSWORD + " characters at most");
    }
  }

  /** Whether a member has a password, and can sign in. */
  public boolean hasPassword(UUID memberId) {
    return database.run(
        "look for the password of the member " + memberId,
        handle ->
            handle
                .createQuery("SELECT 1 FROM member_password WHERE member_id = :id")
                .bind("id", memberId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /** Notes the attempt, or says how long it has to wait. */
  private Duration begin(String login, UUID attempt) {
    return database.run(
        "look for failed attempts to sign in",
        handle -> {
          Duration wait = SignInFailures.wait(handle, login, attempt);
          if (!wait.isZero()) {
            return wait;
          }
          SignInFailures.note(handle, login, attempt);
          SignInFailures.prune(handle, attempt);
          // Of many at the same moment the first few go on, since each sees those noted before.
          Duration crowded = SignInFailures.wait(handle, login, attempt);
          if (!crowded.isZero()) {
            SignInFailures.forget(handle, attempt);
          }
          return crowded;
        });
  }

  private Optional<Known> known(String login) {
    return database.run(
        "find the account of a login",
        handle ->
            handle
                .createQuery(
                    MemberRows.SELECT_WITH_PASSWORD
                        + "JOIN member_password ON member_id = member.id WHERE login = :login")
                .bind("login", login)
                .map(
                    (row, context) ->
                        new Known(MemberRows.read(row, context), row.getString("hash")))
                .findOne());
  }

  private void welcome(String login, Known known, String password) {
    @Nullable String better = hashing.outdated(known.hash()) ? hashing.hash(password) : null;
    database.run(
        "sign in the member " + known.member().id(),
        handle -> {
          SignInFailures.forgetAll(handle, login);
          return better == null ? 0 : replace(handle, known, better);
        });
  }

  /** Only while it is still the one that was tried. */
  private static int replace(Handle handle, Known known, String better) {
    return handle
        .createUpdate(
            "UPDATE member_password SET hash = :better WHERE member_id = :id AND hash = :hash")
        .bind("better", better)
        .bind("id", known.member().id())
        .bind("hash", known.hash())
        .execute();
  }

  private static void put(Handle handle, UUID id, UUID memberId, String hash) {
    handle
        .createUpdate(
            """
            INSERT INTO member_password (id, member_id, hash, set_at)
            VALUES (:id, :member_id, :hash, :set_at)
            ON CONFLICT (member_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at
            """)
        .bind("id", id)
        .bind("member_id", memberId)
        .bind("hash", hash)
        .bind("set_at", Keys.madeAt(id))
        .execute();
  }

  /** Trying a password on nobody takes as long as trying it on somebody. */
  private String ofNobody() {
    @Nullable String made = nobodys;
    if (made == null) {
      made = hashing.hash("nobody's");
      nobodys = made;
    }
    return made;
  }

  private static boolean tooLong(String password) {
    return password.codePointCount(0, password.length()) > LONGEST_PASSWORD;
  }

  /** As a login is kept; empty for what can be none. */
  private static String folded(String login) {
    try {
      return new Identity.Login(login.strip()).name();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
