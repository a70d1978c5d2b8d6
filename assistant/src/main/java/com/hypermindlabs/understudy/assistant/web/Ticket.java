package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A session's token, which the browser alone keeps, and what follows from it: the name under which
 * the session is kept, and the token that each change has to bring along. Immutable.
 */
final class Ticket {
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String token;

  private Ticket(String token) {
    this.token = token;
  }

  /** A new one, which nobody can guess. */
  static Ticket random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new Ticket(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The one in a cookie; empty for what can be none. */
  static Optional<Ticket> of(@Nullable String cookie) {
    return cookie != null && FORM.matcher(cookie).matches()
        ? Optional.of(new Ticket(cookie))
        : Optional.empty();
  }

  /** For the cookie. */
  String token() {
    return token;
  }

  /** What the session is kept under. */
  String digest() {
    return sha256("session:" + token);
  }

  /** What a page has to send along with every change, since no other site can read it. */
  String csrf() {
    return sha256("csrf:" + token);
  }

  /** Whether that came along. */
  boolean isCsrf(@Nullable String sent) {
    return sent != null
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8), csrf().getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "session " + digest().substring(0, 8);
  }
}
