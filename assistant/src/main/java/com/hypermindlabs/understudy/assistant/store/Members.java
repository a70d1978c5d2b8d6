package com.hypermindlabs.understudy.assistant.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Who talks to the assistant. Every call may be repeated after any error. Thread-safe. */
public final class Members {
  private static final int MOST_ATTEMPTS = 5;
  private static final String UNIQUE_VIOLATION = "23505";

  /** Below every key of version 7. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Database database;
  private final Keys keys;

  /** Members in the database that the source leads to. */
  public Members(DataSource source) {
    this(source, new Keys());
  }

  /** As the other constructor, with keys of the caller's. */
  public Members(DataSource source, Keys keys) {
    this.database = new Database(source);
    this.keys = keys;
  }

  /**
   * The member with an identity, who is registered when nobody has it yet. However many callers
   * meet the same person at once, there is one member.
   *
   * @param displayName the name of a new member; one who is known keeps the old
   * @throws StoreException when the database does not serve
   */
  public Member registerOrFind(Identity identity, String displayName) {
    UUID id = keys.next();
    String name = Member.checkedName(displayName);
    String operation = "register or find the member with the " + identity;
    return database.run(
        operation,
        handle -> {
          // One who is in the way of the insert can be deleted before being read: then try again.
          for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<Member> known = MemberRows.find(handle, identity);
            if (known.isPresent()) {
              return known.get();
            }
            MemberRows.insert(handle, id, List.of(identity), name);
          }
          throw new StoreException(operation + ": deleted as often as registered", "", null);
        });
  }

  /**
   * Adds a member under a key of the caller's, so that adding again after an error is the same act:
   * a member who is there under that key is left alone and returned.
   *
   * @param id a key of {@link Keys#next()}
   * @param identities one at least, one of a kind
   * @return the member, or nothing when one of the identities belongs to somebody else
   * @throws StoreException when the database does not serve
   */
  public Optional<Member> add(
      UUID id, Collection<? extends Identity> identities, String displayName, Set<String> roles) {
    String name = Member.checkedName(displayName);
    MemberRows.requireOneOfAKind(identities);
    roles.forEach(Member::checkedRole);
    return database.transaction(
        "add the member " + id,
        handle -> {
          if (MemberRows.insert(handle, id, identities, name) > 0) {
            MemberRows.insertRoles(handle, id, roles);
          }
          return MemberRows.find(handle, id);
        });
  }

  /** The member with a key. */
  public Optional<Member> find(UUID id) {
    return database.run("find the member " + id, handle -> MemberRows.find(handle, id));
  }

  /** The member with an identity. */
  public Optional<Member> find(Identity identity) {
    return database.run(
        "find the member with the " + identity, handle -> MemberRows.find(handle, identity));
  }

  /**
   * A page of all members, in the order in which they were met.
   *
   * @param after the last member of the page before; null for the first page
   * @param limit how many at most
   */
  public List<Member> list(@Nullable UUID after, int limit) {
    return database.run(
        "list members",
        handle ->
            handle
                .createQuery(MemberRows.SELECT + "WHERE id > :after ORDER BY id LIMIT :limit")
                .bind("after", after == null ? BEFORE_ALL : after)
                .bind("limit", limit)
                .map(MemberRows::read)
                .list());
  }

  /**
   * Changes what the assistant calls a member.
   *
   * @return false when there is no such member
   */
  public boolean rename(UUID id, String displayName) {
    String name = Member.checkedName(displayName);
    return database.run(
        "rename the member " + id,
        handle ->
            handle
                    .createUpdate("UPDATE member SET display_name = :name WHERE id = :id")
                    .bind("name", name)
                    .bind("id", id)
                    .execute()
                > 0);
  }

  /**
   * Gives a member one more identity, or another one of its kind.
   *
   * @return false when there is no such member, or the identity belongs to somebody else
   */
  public boolean link(UUID id, Identity identity) {
    String sql =
        """
        UPDATE member
           SET login = coalesce(:login, login),
               telegram_id = coalesce(:telegram_id, telegram_id),
               x_id = coalesce(:x_id, x_id)
         WHERE id = :id
        """;
    try {
      return database.run(
          "give the member " + id + " the " + identity,
          handle ->
              MemberRows.bind(handle.createUpdate(sql), List.of(identity)).bind("id", id).execute()
                  > 0);
    } catch (StoreException e) {
      if (e.sqlState().equals(UNIQUE_VIOLATION)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Gives a member exactly these roles.
   *
   * @return false when there is no such member
   */
  public boolean setRoles(UUID id, Set<String> roles) {
    roles.forEach(Member::checkedRole);
    return database.transaction(
        "set the roles of the member " + id,
        handle -> {
          boolean known = MemberRows.lock(handle, id);
          if (known) {
            handle
                .createUpdate(
                    "DELETE FROM member_role WHERE member_id = :id AND role <> ALL (:roles)")
                .bind("id", id)
                .bindArray("roles", String.class, roles)
                .execute();
            MemberRows.insertRoles(handle, id, roles);
          }
          return known;
        });
  }

  /**
   * Deletes a member with all that was said in the member's conversations.
   *
   * @return false when there is no such member
   */
  public boolean delete(UUID id) {
    return database.run(
        "delete the member " + id,
        handle ->
            handle.createUpdate("DELETE FROM member WHERE id = :id").bind("id", id).execute() > 0);
  }
}
