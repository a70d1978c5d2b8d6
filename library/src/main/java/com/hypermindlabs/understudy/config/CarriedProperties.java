package com.hypermindlabs.understudy.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGProperty;

/**
 * The connection properties of the primary that hold for the application's sessions on the fallback
 * too, and for its migrations there: what a statement means and does must not hang on the server.
 * How the primary is reached is of no concern to the fallback. Immutable.
 *
 * @param values by their names in pgjdbc
 */
public record CarriedProperties(Map<String, String> values) {
  /** None at all. */
  public static final CarriedProperties NONE = new CarriedProperties(Map.of());

  private static final String OPTIONS = PGProperty.OPTIONS.getName();
  private static final String SCHEMAS = PGProperty.CURRENT_SCHEMA.getName();

  /** How one server is found and talked to, and what it asks for at the door. */
  private static final Set<String> OF_THE_WAY =
      Stream.of(
              "PGHOST PGPORT PGDBNAME service targetServerType loadBalanceHosts hostRecheckSeconds",
              "assumeMinServerVersion groupStartupParameters protocolVersion replication",
              "localSocketAddress socketFactory socketFactoryArg connectExecutor connectExecutorArg",
              "tcpKeepAlive tcpNoDelay receiveBufferSize sendBufferSize maxSendBufferSize",
              "ssl sslmode sslNegotiation sslcert sslkey sslrootcert sslpassword sslpasswordcallback",
              "sslfactory sslfactoryarg sslhostnameverifier pemKeyAlgorithm gssEncMode",
              "user password authenticationPluginClassName requireAuth channelBinding",
              "scramMaxIterations gsslib gssUseDefaultCreds jaasApplicationName jaasLogin",
              "kerberosServerName sspiServiceClass useSpnego ApplicationName",
              "connectTimeout loginTimeout socketTimeout cancelSignalTimeout sslResponseTimeout",
              "gssResponseTimeout")
          .flatMap(line -> Stream.of(line.split(" ")))
          .collect(Collectors.toUnmodifiableSet());

  /** The settings among the options: others are meant for what stands before the server. */
  private static final Pattern SETTING =
      Pattern.compile("(?<=^|\\s)(?:-c\\s*|--)[\\w.-]+=(?:\\\\.|[^\\s\\\\])*");

  /** Copies the values. */
  public CarriedProperties {
    values = Map.copyOf(values);
  }

  /** Chooses among the properties of the primary. */
  static CarriedProperties among(Map<String, String> properties) {
    Map<String, String> chosen = new HashMap<>(properties);
    chosen.keySet().removeAll(OF_THE_WAY);
    chosen.computeIfPresent(OPTIONS, (name, options) -> settings(options));
    chosen.values().removeIf(String::isEmpty);
    return new CarriedProperties(chosen);
  }

  /**
   * What of the properties of the primary holds for our own sessions there: how it is reached, as
   * whom, and in which schemas the application's functions look. How the application wants values
   * bound, statements sent and rows fetched would change what ours mean.
   */
  static Map<String, String> ofOurs(Map<String, String> properties) {
    Map<String, String> chosen = new HashMap<>(properties);
    chosen
        .keySet()
        .removeIf(
            name -> !OF_THE_WAY.contains(name) && !name.equals(OPTIONS) && !name.equals(SCHEMAS));
    return chosen;
  }

  private static String settings(String options) {
    return SETTING
        .matcher(options)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining(" "));
  }

  /** The same target with these properties, too; its own go before them. */
  public ConnectionTarget on(ConnectionTarget target) {
    Map<String, String> all = new HashMap<>(values);
    all.putAll(target.properties());
    return new ConnectionTarget(
        target.endpoint(), target.database(), target.user(), target.password(), all);
  }

  /** The schemas in which a name is looked for, of these alone: for sessions of ours. */
  public CarriedProperties schemas() {
    Map<String, String> schemas = new HashMap<>(values);
    schemas.keySet().retainAll(Set.of(SCHEMAS));
    return new CarriedProperties(schemas);
  }

  /** These and others, which go before them; their options come after these. */
  public Map<String, String> and(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(values);
    others.forEach(
        (name, value) ->
            all.merge(
                name,
                value,
                (mine, theirs) -> name.equals(OPTIONS) ? mine + " " + theirs : theirs));
    return all;
  }
}
