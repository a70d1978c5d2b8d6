package com.hypermindlabs.understudy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hosts as people write them: {@code a}, {@code a:5432,b:5433}, {@code [::1]:5432}, {@code ::1}.
 *
 * @param hosts one or more
 */
record HostList(List<Host> hosts) {
  /**
   * One host.
   *
   * @param name a name or an address; an IPv6 address without brackets
   * @param port null where none is written
   */
  record Host(String name, @Nullable Integer port) {}

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%.+)?");
  private static final int LAST_PORT = 65535;

  /** The type of {@code database.host}. */
  static SettingType<HostList> type() {
    return new ScalarType<>(
        "host list",
        "write a host, or several as a:5432,b:5433; an IPv6 address with a port as [::1]:5432",
        Set.of(),
        HostList::parse,
        HostList::toString,
        Masked::hosts);
  }

  /** The hosts as endpoints. */
  List<Endpoint> endpoints(int defaultPort) {
    return hosts.stream()
        .map(host -> new Endpoint(host.name(), host.port() == null ? defaultPort : host.port()))
        .toList();
  }

  private static HostList parse(String text) {
    if (text.contains("://") || text.contains("@")) {
      throw new IllegalArgumentException("is an address with more than host and port");
    }
    if (text.contains("/")) {
      throw new IllegalArgumentException("is a path: connections go through TCP only");
    }
    List<Host> hosts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Host host = host(part.strip());
      if (hosts.contains(host)) {
        throw new IllegalArgumentException("names a host twice");
      }
      hosts.add(host);
    }
    return new HostList(List.copyOf(hosts));
  }

  private static Host host(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("has an empty name");
    }
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      String rest = end < 0 ? "?" : text.substring(end + 1);
      if (end < 0 || !(rest.isEmpty() || rest.startsWith(":"))) {
        throw new IllegalArgumentException("has a bracket that does not fit");
      }
      return new Host(checked(text.substring(1, end), ADDRESS), rest.isEmpty() ? null : port(rest));
    }
    int colon = text.indexOf(':');
    if (colon != text.lastIndexOf(':')) {
      return new Host(checked(text, ADDRESS), null);
    }
    return colon < 0
        ? new Host(checked(text, NAME), null)
        : new Host(checked(text.substring(0, colon), NAME), port(text.substring(colon)));
  }

  private static String checked(String name, Pattern form) {
    if (!form.matcher(name).matches()) {
      throw new IllegalArgumentException("is not a host name or address");
    }
    return name;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text.substring(1));
      if (port >= 1 && port <= LAST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has a port that is not a whole number", e);
    }
    throw new IllegalArgumentException("has a port outside 1 to " + LAST_PORT);
  }

  @Override
  public String toString() {
    return hosts.stream()
        .map(
            host ->
                host.port() == null
                    ? host.name()
                    : new Endpoint(host.name(), host.port()).toString())
        .collect(Collectors.joining(","));
  }
}
