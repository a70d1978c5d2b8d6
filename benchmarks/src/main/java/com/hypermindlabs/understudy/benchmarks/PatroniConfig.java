package com.hypermindlabs.understudy.benchmarks;

import java.nio.file.Path;

/** The settings of one member of a Patroni cluster. */
final class PatroniConfig {
  /** Patroni's own role: its client does not take every character in a password. */
  static final String SUPERUSER = "patroni";

  /** The password of that role. */
  static final String PASSWORD = "bench";

  private PatroniConfig() {}

  /**
   * Where things listen.
   *
   * @param postgres PostgreSQL
   * @param rest Patroni's REST API
   * @param etcd etcd
   */
  record Ports(int postgres, int rest, int etcd) {}

  /**
   * In seconds.
   *
   * @param ttl how long the leader's lock stands without being renewed
   * @param loopWait how often Patroni looks
   * @param retryTimeout how long it tries again what failed
   */
  record Times(int ttl, int loopWait, int retryTimeout) {}

  static String of(String name, Path folder, Path binaries, Ports ports, Times times) {
    return """
        scope: bench
        name: %s
        restapi:
          listen: 127.0.0.1:%d
          connect_address: 127.0.0.1:%d
        etcd:
          host: 127.0.0.1:%d
        bootstrap:
          dcs:
            ttl: %d
            loop_wait: %d
            retry_timeout: %d
            maximum_lag_on_failover: 1048576
            postgresql:
              use_pg_rewind: true
              parameters:
                wal_log_hints: "on"
                max_connections: 100
          initdb:
            - encoding: UTF8
            - data-checksums
          pg_hba:
            - host replication replicator 127.0.0.1/32 scram-sha-256
            - host all all 127.0.0.1/32 scram-sha-256
        postgresql:
          listen: 127.0.0.1:%d
          connect_address: 127.0.0.1:%d
          data_dir: %s
          bin_dir: %s
          pgpass: %s
          authentication:
            replication:
              username: replicator
              password: %s
            superuser:
              username: %s
              password: %s
          parameters:
            unix_socket_directories: %s
        """
        .formatted(
            name,
            ports.rest(),
            ports.rest(),
            ports.etcd(),
            times.ttl(),
            times.loopWait(),
            times.retryTimeout(),
            ports.postgres(),
            ports.postgres(),
            folder.resolve(name),
            binaries,
            folder.resolve(name + ".pgpass"),
            PASSWORD,
            SUPERUSER,
            PASSWORD,
            folder);
  }
}
