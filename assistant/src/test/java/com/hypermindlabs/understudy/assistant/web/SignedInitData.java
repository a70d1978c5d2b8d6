package com.hypermindlabs.understudy.assistant.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as Telegram does for the bot with a token. */
final class SignedInitData {
  private SignedInitData() {}

  static String of(String botToken, String user, Instant at) {
    String lines =
        "auth_date=" + at.getEpochSecond() + "\nquery_id=AAH\nsignature=sig\nuser=" + user;
    String hash =
        HexFormat.of()
            .formatHex(hmac(hmac("WebAppData".getBytes(StandardCharsets.UTF_8), botToken), lines));
    return "query_id=AAH&user="
        + URLEncoder.encode(user, StandardCharsets.UTF_8)
        + "&auth_date="
        + at.getEpochSecond()
        + "&signature=sig&hash="
        + hash;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
