package com.hypermindlabs.understudy.assistant.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Members as rows, and identities as their three columns. */
final class MemberRows {
  static final String SELECT =
      """
      SELECT member.id, login, telegram_id, x_id, display_name, created_at,
             ARRAY(SELECT role FROM member_role WHERE member_id = member.id) AS roles
        FROM member
      """;

  /** To be joined with the table of passwords. */
  static final String SELECT_WITH_PASSWORD = SELECT.replace(" AS roles", " AS roles, hash");

  private MemberRows() {}

  /** Binds {@code :login}, {@code :telegram_id} and {@code :x_id}; null for what is not given. */
  static <S extends SqlStatement<S>> S bind(
      S statement, Collection<? extends Identity> identities) {
    @Nullable String login = null;
    @Nullable Long telegram = null;
    @Nullable Long x = null;
    for (Identity identity : identities) {
      if (identity instanceof Identity.Login is) {
        login = is.name();
      } else if (identity instanceof Identity.Telegram is) {
        telegram = is.id();
      } else if (identity instanceof Identity.X is) {
        x = is.id();
      }
    }
    return statement.bind("login", login).bind("telegram_id", telegram).bind("x_id", x);
  }

  /** Refuses two identities of one kind: a member has one login, one Telegram user, one X user. */
  static void requireOneOfAKind(Collection<? extends Identity> identities) {
    Set<Class<?>> kinds = new HashSet<>();
    identities.forEach(identity -> kinds.add(identity.getClass()));
    if (kinds.isEmpty() || kinds.size() < identities.size()) {
      throw new IllegalArgumentException(
          "a member has one identity at least and one of a kind, not " + identities);
    }
  }

  static Member read(ResultSet row, StatementContext context) throws SQLException {
    List<Identity> identities = new ArrayList<>();
    @Nullable String login = row.getString("login");
    if (login != null) {
      identities.add(new Identity.Login(login));
    }
    long telegram = row.getLong("telegram_id");
    if (!row.wasNull()) {
      identities.add(new Identity.Telegram(telegram));
    }
    long x = row.getLong("x_id");
    if (!row.wasNull()) {
      identities.add(new Identity.X(x));
    }
    return new Member(
        row.getObject("id", UUID.class),
        row.getString("display_name"),
        identities,
        Set.of((String[]) row.getArray("roles").getArray()),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  static int insert(
      Handle handle, UUID id, Collection<? extends Identity> identities, String displayName) {
    String sql =
        """
        INSERT INTO member (id, login, telegram_id, x_id, display_name, created_at)
        VALUES (:id, :login, :telegram_id, :x_id, :display_name, :created_at)
        ON CONFLICT DO NOTHING
        """;
    return bind(handle.createUpdate(sql), identities)
        .bind("id", id)
        .bind("display_name", displayName)
        .bind("created_at", Keys.madeAt(id))
        .execute();
  }

  static void insertRoles(Handle handle, UUID id, Set<String> roles) {
    handle
        .createUpdate(
            """
            INSERT INTO member_role (member_id, role)
            SELECT :id, role FROM unnest(:roles) AS role
            ON CONFLICT DO NOTHING
            """)
        .bind("id", id)
        .bindArray("roles", String.class, roles)
        .execute();
  }

  /** Two changes of one member's roles follow each other, they never mix. */
  static boolean lock(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT id FROM member WHERE id = :id FOR NO KEY UPDATE")
        .bind("id", id)
        .mapTo(UUID.class)
        .findOne()
        .isPresent();
  }

  static Optional<Member> find(Handle handle, UUID id) {
    return handle
        .createQuery(SELECT + "WHERE id = :id")
        .bind("id", id)
        .map(MemberRows::read)
        .findOne();
  }

  static Optional<Member> find(Handle handle, Identity identity) {
    String where = "WHERE login = :login OR telegram_id = :telegram_id OR x_id = :x_id";
    return bind(handle.createQuery(SELECT + where), List.of(identity))
        .map(MemberRows::read)
        .findOne();
  }
}
