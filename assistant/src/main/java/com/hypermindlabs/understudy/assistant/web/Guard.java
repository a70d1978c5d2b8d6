package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Sessions;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Knows who calls, and lets pass what the caller may. Thread-safe. */
final class Guard {
  private static final Duration LIFE = Duration.ofDays(14);
  private static final String CALLER = "caller";

  private final Sessions sessions;
  private final Surroundings surroundings;
  private final @Nullable Long owner;

  /**
   * @param owner the owner's number in Telegram; null where nothing was said
   */
  Guard(Sessions sessions, Surroundings surroundings, @Nullable Long owner) {
    this.sessions = sessions;
    this.surroundings = surroundings;
    this.owner = owner;
  }

  /**
   * Before every handler of a route.
   *
   * @throws Refusal when the caller may not call it
   */
  void check(Context context) {
    Access needed = needed(context);
    if (needed == Access.ANYONE) {
      return;
    }
    Caller caller = find(context).orElseThrow(() -> new Refusal(401, "sign in to see this"));
    if (!Set.of("GET", "HEAD").contains(context.method().name())
        && !caller.ticket().isCsrf(context.header("X-CSRF-Token"))) {
      throw new Refusal(403, "the page is out of date; load it again");
    }
    if (!caller.access().includes(needed)) {
      throw new Refusal(403, "this is not for everyone; ask the owner for the role");
    }
    context.attribute(CALLER, caller);
  }

  /** Who was let pass. */
  static Caller caller(Context context) {
    Caller caller = context.attribute(CALLER);
    if (caller == null) {
      throw new IllegalStateException("a route for everyone asked who calls");
    }
    return caller;
  }

  /** Who calls, if anyone is signed in. */
  Optional<Caller> find(Context context) {
    return Ticket.of(context.cookie(cookieName(context))).flatMap(this::find);
  }

  /** Whose session it is, while it lasts. */
  Optional<Caller> find(Ticket ticket) {
    return sessions
        .find(ticket.digest())
        .map(member -> new Caller(member, Access.of(member, owner), ticket));
  }

  /** Signs a member in: under a new token, whatever the browser had before. */
  Caller welcome(Context context, Member member) {
    Ticket ticket = Ticket.random();
    begin(ticket, member.id());
    context.cookie(cookie(context, ticket.token(), (int) LIFE.toSeconds()));
    return new Caller(member, Access.of(member, owner), ticket);
  }

  private void begin(Ticket ticket, UUID member) {
    sessions.begin(ticket.digest(), member, LIFE);
  }

  /** Signs out. */
  void goodbye(Context context, Caller caller) {
    sessions.end(caller.ticket().digest());
    context.cookie(cookie(context, "", 0));
  }

  private Cookie cookie(Context context, String value, int seconds) {
    Cookie cookie = new Cookie(cookieName(context), value);
    cookie.setPath("/");
    cookie.setMaxAge(seconds);
    cookie.setHttpOnly(true);
    cookie.setSecure(surroundings.secure(context));
    cookie.setSameSite(SameSite.LAX);
    return cookie;
  }

  /** The prefix makes browsers refuse one that another host or a page without TLS would set. */
  private String cookieName(Context context) {
    return surroundings.secure(context) ? "__Host-understudy" : "understudy";
  }

  private static Access needed(Context context) {
    return context.routeRoles().stream()
        .map(Access.class::cast)
        .findFirst()
        .orElse(Access.OPERATOR);
  }
}
