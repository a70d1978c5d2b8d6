package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.Secret;
import java.sql.SQLException;
import org.postgresql.util.PasswordUtil;

/**
 * What the server stores of the passwords (SCRAM-SHA-256). They are computed on this side, so that
 * no password is ever part of a statement, which a server may log, or of initdb's file.
 */
record Verifiers(String owner, String application) {
  static Verifiers of(Logins logins) {
    return new Verifiers(
        of(Names.OWNER, logins.passwords().owner()),
        of(logins.names().application(), logins.application()));
  }

  static String of(String role, Secret password) {
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
