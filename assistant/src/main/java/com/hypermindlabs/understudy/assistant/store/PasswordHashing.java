package com.hypermindlabs.understudy.assistant.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Makes of a password what may be kept of it: Argon2id in the PHC string format, as {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. Few are made at once, each takes {@code memory} of the
 * heap. Thread-safe.
 */
public final class PasswordHashing {
  /** What OWASP asks for at least: 19 MiB, two passes, one lane. */
  public static final PasswordHashing USUAL = new PasswordHashing(new Cost(19 * 1024, 2, 1));

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int AT_ONCE = 4;
  private static final int MOST_MEMORY = 1 << 20;
  private static final int MOST_PASSES = 100;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private final SecureRandom random = new SecureRandom();
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final Cost cost;

  /**
   * What one guess costs.
   *
   * @param memory in KiB
   * @param passes over it
   * @param lanes that could be worked on in parallel
   */
  public record Cost(int memory, int passes, int lanes) {
    /** Refuses what no server could pay. */
    public Cost {
      if (memory < 8 * lanes || memory > MOST_MEMORY || passes < 1 || passes > MOST_PASSES) {
        throw new IllegalArgumentException(
            "no usable cost of Argon2: m=" + memory + ",t=" + passes);
      }
      if (lanes < 1) {
        throw new IllegalArgumentException("Argon2 has one lane at least, not " + lanes);
      }
    }
  }

  /** Of this cost from now on; what was made at another is still recognised. */
  public PasswordHashing(Cost cost) {
    this.cost = cost;
  }

  /** What to keep of a password. */
  String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return String.format(
        java.util.Locale.ROOT,
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
        cost.memory(),
        cost.passes(),
        cost.lanes(),
        base64.encodeToString(salt),
        base64.encodeToString(argon2(cost, password, salt, HASH_BYTES)));
  }

  /**
   * Whether a password is the one that this was made of; takes the same time for a wrong one.
   *
   * @throws IllegalArgumentException when it was made by no such function
   */
  boolean matches(String password, String phc) {
    Matcher parts = parts(phc);
    byte[] salt = Base64.getDecoder().decode(parts.group(4));
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    return MessageDigest.isEqual(argon2(cost(parts), password, salt, expected.length), expected);
  }

  /** Whether it was made at another cost than this one. */
  boolean outdated(String phc) {
    return !cost(parts(phc)).equals(cost);
  }

  private static Matcher parts(String phc) {
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches()) {
      throw new IllegalArgumentException("what is kept of a password is no Argon2id of version 19");
    }
    return parts;
  }

  private static Cost cost(Matcher parts) {
    return new Cost(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  private byte[] argon2(Cost of, String password, byte[] salt, int length) {
    // However a keyboard composes an accent, it is the same password.
    byte[] bytes =
        Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    byte[] hash = new byte[length];
    turns.acquireUninterruptibly();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(of.memory())
              .withIterations(of.passes())
              .withParallelism(of.lanes())
              .withSalt(salt)
              .build());
      generator.generateBytes(bytes, hash);
      return hash;
    } finally {
      turns.release();
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
