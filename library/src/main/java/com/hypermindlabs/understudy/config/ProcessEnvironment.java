package com.hypermindlabs.understudy.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The variables of this process, in UTF-8 whatever the locale. In the POSIX locale, which a service
 * has when nobody sets one, a JVM replaces all that is not ASCII in them, and a password would be
 * another one. What it replaced is read from {@code /proc/self/environ}, see proc(5).
 */
public final class ProcessEnvironment {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnvironment.class);
  private static final Path RAW = Path.of("/proc/self/environ");
  private static final char REPLACED = '\uFFFD';

  private ProcessEnvironment() {}

  /** The variables; as the JVM has them where they cannot be read in any better way. */
  public static Map<String, String> read() {
    Map<String, String> known = System.getenv();
    if (known.values().stream().noneMatch(ProcessEnvironment::damaged)) {
      return known;
    }
    try {
      return mended(known, Files.readAllBytes(RAW));
    } catch (IOException e) {
      LOG.debug("read {}: variables stay as the locale has them", RAW, e);
      return known;
    }
  }

  private static boolean damaged(String value) {
    return value.indexOf(REPLACED) >= 0;
  }

  private static Map<String, String> mended(Map<String, String> known, byte[] raw) {
    Map<String, String> all = new HashMap<>(known);
    // In Latin-1 each byte is one sign and the other way round.
    for (String variable : new String(raw, StandardCharsets.ISO_8859_1).split("\0", -1)) {
      mend(all, ByteBuffer.wrap(variable.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return Map.copyOf(all);
  }

  private static void mend(Map<String, String> all, ByteBuffer variable) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(variable).toString();
    } catch (CharacterCodingException e) {
      return; // not UTF-8 either
    }
    int equals = text.indexOf('=');
    if (equals > 0 && damaged(all.getOrDefault(text.substring(0, equals), ""))) {
      all.put(text.substring(0, equals), text.substring(equals + 1));
    }
  }
}
