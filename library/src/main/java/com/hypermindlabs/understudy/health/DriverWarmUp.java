package com.hypermindlabs.understudy.health;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the driver and the cryptography of a login before a probe's clock runs: on a busy machine a
 * JVM's first connection took up to a second, of which a third to a half is this, and a healthy
 * server would have passed for a silent one. Thread-safe.
 */
public final class DriverWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(DriverWarmUp.class);
  private static final int SCRAM_ROUNDS = 4096;
  private static final int SCRAM_KEY_BITS = 256;

  // Those that take long. One that another release of the driver lacks is simply not loaded early.
  private static final List<String> CLASSES =
      List.of(
          "org.postgresql.Driver",
          "org.postgresql.ds.PGSimpleDataSource",
          "org.postgresql.core.PGStream",
          "org.postgresql.core.Parser",
          "org.postgresql.core.v3.ConnectionFactoryImpl",
          "org.postgresql.core.v3.QueryExecutorImpl",
          "org.postgresql.core.v3.ScramAuthenticator",
          "org.postgresql.jdbc.PgConnection",
          "org.postgresql.jdbc.PgStatement",
          "org.postgresql.jdbc.PgResultSet",
          "org.postgresql.jdbc.TypeInfoCache",
          "org.postgresql.jdbc.TimestampUtils",
          "org.postgresql.shaded.com.ongres.scram.client.ScramClient",
          "org.postgresql.shaded.com.ongres.saslprep.SASLprep");

  private DriverWarmUp() {}

  /** The JVM runs the initialiser of a class once, and lets others wait for it. */
  private static final class Once {
    private static final boolean DONE = warm();

    private static boolean warm() {
      for (String name : CLASSES) {
        try {
          Class.forName(name);
        } catch (ClassNotFoundException | LinkageError e) {
          LOG.debug("load {} early", name, e);
        }
      }
      try {
        PBEKeySpec nothing =
            new PBEKeySpec("none".toCharArray(), new byte[16], SCRAM_ROUNDS, SCRAM_KEY_BITS);
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(nothing);
      } catch (GeneralSecurityException e) {
        LOG.debug("try SCRAM's cryptography early", e);
      }
      return true;
    }
  }

  /**
   * Does it, once in a JVM. The first reading of any probe does it too, before its budget starts;
   * whoever has other work to do at the start calls this beside it.
   *
   * @return true
   */
  public static boolean run() {
    return Once.DONE;
  }
}
