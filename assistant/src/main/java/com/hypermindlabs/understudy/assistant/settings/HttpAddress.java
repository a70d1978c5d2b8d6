package com.hypermindlabs.understudy.assistant.settings;

import com.hypermindlabs.understudy.config.SettingType;
import com.hypermindlabs.understudy.config.SettingTypes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Base addresses of services that speak HTTP. */
final class HttpAddress {
  private static final int OLLAMA_PORT = 11434;
  private static final int LAST_PORT = 65535;

  private HttpAddress() {}

  /** {@code http://host:port}, with or without a path. */
  static SettingType<URI> type() {
    return SettingTypes.scalar(
        "http address",
        "write http://host:port or https://host",
        text -> parse(text.strip()),
        URI::toString);
  }

  /** Also {@code host} and {@code host:port}, as Ollama itself understands OLLAMA_HOST. */
  static SettingType<URI> ollamaType() {
    return SettingTypes.scalar(
        "http address",
        "write http://host:port, host:port or host",
        text -> parse(text.contains("://") ? text.strip() : withScheme(text.strip())),
        URI::toString);
  }

  private static String withScheme(String text) {
    String bracketless = text.substring(text.lastIndexOf(']') + 1);
    return "http://" + text + (bracketless.contains(":") ? "" : ":" + OLLAMA_PORT);
  }

  private static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text.replaceFirst("/+$", ""));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not an http address", e);
    }
    String scheme = uri.getScheme();
    if (scheme == null || !Set.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("begins with neither http:// nor https://");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("holds a user name or password, which would be shown");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("names no host");
    }
    if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
      throw new IllegalArgumentException("has a port outside 1 to " + LAST_PORT);
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("goes on after the path");
    }
    return uri;
  }
}
