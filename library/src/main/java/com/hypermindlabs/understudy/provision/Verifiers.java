package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.Secret;
import java.security.SecureRandom;
import java.sql.SQLException;
import org.postgresql.util.PasswordUtil;

/**
 * What the server stores of the passwords (SCRAM-SHA-256). They are computed on this side, so that
 * no password is ever part of a statement, which a server may log, or of initdb's file.
 */
record Verifiers(String owner, String application) {
  private static final int SALT_BYTES = 16;

  /**
   * Rounds make guessing a password slow, and every login with it: 4,096 of them take milliseconds,
   * and a tenth of a second in a JVM that has just begun. Nobody guesses 256 random bits.
   */
  private static final int ROUNDS_OF_RANDOM_BITS = 1;

  static Verifiers of(Logins logins) {
    return new Verifiers(
        ofGenerated(logins.passwords().owner()),
        logins.application().equals(logins.passwords().application())
            ? ofGenerated(logins.application())
            : ofChosen(logins.names().application(), logins.application()));
  }

  /** Of a password of {@link Passwords#generate}. */
  static String ofGenerated(Secret password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return PasswordUtil.encodeScramSha256(
        password.reveal().toCharArray(), ROUNDS_OF_RANDOM_BITS, salt);
  }

  private static String ofChosen(String role, Secret password) {
    try {
      return PasswordUtil.encodePassword(role, password.reveal().toCharArray(), "scram-sha-256");
    } catch (SQLException e) {
      throw new ProvisionException(
          FindingCode.SETTINGS,
          "make the SCRAM verifier of role " + role + ": its password cannot be used",
          "set another database_fallback.password, or none to have one generated",
          e);
    }
  }

  /** Not even verifiers are printed. */
  @Override
  public String toString() {
    return "Verifiers";
  }
}
