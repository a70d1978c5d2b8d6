package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.config.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What Telegram tells a Mini App of who opened it, signed with a key that follows from the bot's
 * token. Pure.
 *
 * @param user who
 * @param name what to call a new member
 */
record InitData(Identity.Telegram user, String name) {
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration AHEAD = Duration.ofMinutes(1);
  private static final int LONGEST = 8192;
  private static final int LONGEST_NAME = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads it; empty when it is forged, stale, or no such thing. */
  static Optional<InitData> verify(String raw, Secret botToken, Instant now) {
    if (raw.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      Map<String, String> fields = fields(raw);
      String hash = fields.remove("hash");
      if (hash == null || !signed(fields, hash, botToken) || !fresh(fields, now)) {
        return Optional.empty();
      }
      JsonNode user = JSON.readTree(fields.getOrDefault("user", ""));
      long id = user.path("id").asLong();
      return id <= 0
          ? Optional.empty()
          : Optional.of(new InitData(new Identity.Telegram(id), name(user, id)));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> fields(String raw) {
    Map<String, String> fields = new TreeMap<>();
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0 || fields.put(decoded(pair, 0, equals), decoded(pair, equals + 1)) != null) {
        throw new IllegalArgumentException("a field without a value, or twice");
      }
    }
    return fields;
  }

  private static boolean signed(Map<String, String> fields, String hash, Secret botToken) {
    String text =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
    byte[] key = hmac("WebAppData".getBytes(StandardCharsets.UTF_8), botToken.reveal());
    return MessageDigest.isEqual(
        HexFormat.of().formatHex(hmac(key, text)).getBytes(StandardCharsets.UTF_8),
        hash.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean fresh(Map<String, String> fields, Instant now) {
    Instant at = Instant.ofEpochSecond(parsed(fields.getOrDefault("auth_date", "")));
    return at.isAfter(now.minus(FRESH)) && at.isBefore(now.plus(AHEAD));
  }

  private static long parsed(String number) {
    // Few enough digits for an Instant.
    return number.matches("\\d{1,11}") ? Long.parseLong(number) : 0;
  }

  private static String name(JsonNode user, long id) {
    String first = user.path("first_name").asText("");
    String last = user.path("last_name").asText("");
    String name = (first + " " + last).replace('\0', ' ').strip();
    if (name.isEmpty()) {
      return "Telegram user " + id;
    }
    int most = Math.min(name.codePointCount(0, name.length()), LONGEST_NAME);
    return name.substring(0, name.offsetByCodePoints(0, most));
  }

  private static String decoded(String pair, int from, int to) {
    return URLDecoder.decode(pair.substring(from, to), StandardCharsets.UTF_8);
  }

  private static String decoded(String pair, int from) {
    return decoded(pair, from, pair.length());
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
