package com.hypermindlabs.understudy.assistant.x;

import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests by OAuth 1.0a (RFC 5849) with HMAC-SHA1, in the name of one account. Sends
 * nothing. Thread-safe.
 */
public final class OAuth1 {
  private static final int NONCE_BYTES = 16;
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private final Credentials credentials;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** Signs with these keys, by the given clock: X refuses requests some minutes off its own. */
  public OAuth1(Credentials credentials, InstantSource clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * The four keys.
   *
   * @param consumerKey the application's key
   * @param consumerSecret the application's secret
   * @param token the account's token
   * @param tokenSecret the account's secret
   */
  public record Credentials(
      Secret consumerKey, Secret consumerSecret, Secret token, Secret tokenSecret) {
    /**
     * Those of the settings.
     *
     * @throws IllegalArgumentException when one is missing
     */
    public static Credentials of(XSettings settings) {
      Secret consumerKey = settings.consumerKey();
      Secret consumerSecret = settings.consumerSecret();
      Secret token = settings.accessToken();
      Secret tokenSecret = settings.accessTokenSecret();
      if (consumerKey == null || consumerSecret == null || token == null || tokenSecret == null) {
        throw new IllegalArgumentException("sign a request to X: a key of twitter_keys is not set");
      }
      return new Credentials(consumerKey, consumerSecret, token, tokenSecret);
    }
  }

  /**
   * The value of the header {@code Authorization} for a request whose body is none, or JSON.
   *
   * @param method as {@code GET}
   * @param uri the whole address; what its query holds is signed too
   */
  public String authorization(String method, URI uri) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return authorization(
        new Request(method, uri, Map.of()),
        HexFormat.of().formatHex(nonce),
        clock.instant().getEpochSecond());
  }

  /**
   * What is signed.
   *
   * @param form the fields of a body in the form {@code application/x-www-form-urlencoded}
   */
  record Request(String method, URI uri, Map<String, String> form) {}

  /** The header for a nonce, which may be used once, and a time in seconds since 1970. */
  String authorization(Request request, String nonce, long seconds) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("oauth_consumer_key", credentials.consumerKey().reveal());
    fields.put("oauth_nonce", nonce);
    fields.put("oauth_signature_method", "HMAC-SHA1");
    fields.put("oauth_timestamp", Long.toString(seconds));
    fields.put("oauth_token", credentials.token().reveal());
    fields.put("oauth_version", "1.0");
    fields.put("oauth_signature", signature(baseString(request, fields)));
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=\"" + encode(field.getValue()) + "\"")
        .collect(Collectors.joining(", ", "OAuth ", ""));
  }

  private static String baseString(Request request, Map<String, String> fields) {
    record Parameter(String name, String value) {}
    List<Parameter> all = new ArrayList<>();
    fields.forEach((name, value) -> all.add(new Parameter(encode(name), encode(value))));
    request.form().forEach((name, value) -> all.add(new Parameter(encode(name), encode(value))));
    String query = request.uri().getRawQuery();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int at = pair.indexOf('=');
        String name = at < 0 ? pair : pair.substring(0, at);
        String value = at < 0 ? "" : pair.substring(at + 1);
        all.add(new Parameter(encode(decode(name)), encode(decode(value))));
      }
    }
    all.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
    String parameters =
        all.stream()
            .map(parameter -> parameter.name() + "=" + parameter.value())
            .collect(Collectors.joining("&"));
    return request.method().toUpperCase(Locale.ROOT)
        + "&"
        + encode(address(request.uri()))
        + "&"
        + encode(parameters);
  }

  /** Without query, in lower case, and without the port that the scheme implies. */
  private static String address(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort();
    boolean implied = port < 0 || port == (scheme.equals("https") ? 443 : 80);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return scheme + "://" + host + (implied ? "" : ":" + port) + path;
  }

  private String signature(String baseString) {
    String key =
        encode(credentials.consumerSecret().reveal())
            + "&"
            + encode(credentials.tokenSecret().reveal());
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] signed = mac.doFinal(baseString.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      // Every Java platform has to offer it.
      throw new IllegalStateException("sign a request: no HMAC-SHA1 in this Java", e);
    }
  }

  /** By RFC 3986: a blank is %20, and nothing but letters, digits and - . _ ~ stays as it is. */
  static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      char plain = (char) (one & 0xff);
      if (PLAIN.indexOf(plain) >= 0) {
        encoded.append(plain);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
      }
    }
    return encoded.toString();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
