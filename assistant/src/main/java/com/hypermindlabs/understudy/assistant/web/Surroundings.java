package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.settings.WebSettings;
import io.javalin.http.Context;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from and by which address it was made. Headers that a proxy sets count only
 * when the settings say that there is one. Thread-safe.
 */
final class Surroundings {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean trustProxy;
  private final boolean publicTls;
  private final boolean anyHost;
  private final Set<String> hosts = new HashSet<>(LOOPBACK);

  Surroundings(WebSettings settings) {
    this.trustProxy = settings.trustProxy();
    URI url = settings.publicUrl();
    this.publicTls = url != null && "https".equalsIgnoreCase(url.getScheme());
    if (url != null) {
      hosts.add(url.getHost().toLowerCase(Locale.ROOT));
    }
    String listening = settings.host().toLowerCase(Locale.ROOT);
    hosts.add(listening);
    this.anyHost = url == null && !LOOPBACK.contains(listening) && !listening.equals("::1");
  }

  /** Whether the browser's connection is encrypted, as far as can be known. */
  boolean secure(Context context) {
    return publicTls || (trustProxy && "https".equalsIgnoreCase(forwarded(context, "Proto")));
  }

  /** Who to count attempts by. */
  String client(Context context) {
    String forwarded = trustProxy ? forwarded(context, "For") : null;
    String address = forwarded == null || forwarded.isBlank() ? context.ip() : forwarded.strip();
    // Whoever has one IPv6 address has a whole network of them.
    String[] groups = address.split(":", -1);
    return groups.length > 4 ? String.join(":", java.util.List.of(groups).subList(0, 4)) : address;
  }

  /** Whether it came from this very machine, and through no proxy that says so. */
  boolean local(Context context) {
    String ip = context.ip();
    return (ip.startsWith("127.") || ip.equals("0:0:0:0:0:0:0:1") || ip.equals("[::1]"))
        && context.header("X-Forwarded-For") == null
        && context.header("Forwarded") == null
        && LOOPBACK.contains(hostOnly(context.header("Host")));
  }

  /**
   * Refuses what another site made the browser send.
   *
   * @throws Refusal for a host that is not ours (a name that was pointed at us), or another origin
   */
  void check(Context context) {
    String host = hostOnly(context.header("Host"));
    if (!anyHost && !hosts.contains(host)) {
      throw new Refusal(
          421, "this address does not serve that name; set web_ui_url to the one people use");
    }
    if (Set.of("GET", "HEAD").contains(context.method().name())) {
      return;
    }
    String site = context.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw new Refusal(403, "the request came from another site");
    }
    String origin = context.header("Origin");
    if (origin != null && !ours(origin, context.header("Host"))) {
      throw new Refusal(403, "the request came from another site");
    }
  }

  private boolean ours(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    if (scheme < 0 || host == null) {
      return false;
    }
    String authority = origin.substring(scheme + 3).toLowerCase(Locale.ROOT);
    return authority.equals(host.toLowerCase(Locale.ROOT))
        || (publicTls && hosts.contains(hostOnly(authority)) && !LOOPBACK.contains(authority));
  }

  private static @Nullable String forwarded(Context context, String what) {
    String value = context.header("X-Forwarded-" + what);
    // The last is what our proxy saw; those before are what its client claims.
    return value == null ? null : value.substring(value.lastIndexOf(',') + 1).strip();
  }

  private static String hostOnly(@Nullable String host) {
    if (host == null) {
      return "";
    }
    int port = host.lastIndexOf(':');
    boolean bracketed = host.endsWith("]");
    String name = port > 0 && !bracketed ? host.substring(0, port) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
