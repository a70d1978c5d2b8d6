package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Arrays;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.jdbc.ds.AwsWrapperDataSource;

/** The pools that a user would take instead. */
final class Pools {
  private Pools() {}

  /**
   * A server to connect to.
   *
   * @param host its address
   * @param port its port
   */
  record Address(String host, int port) {}

  /** HikariCP over pgjdbc with a list of hosts, both with their defaults. */
  static HikariDataSource hostList(Address... hosts) {
    return pool(source(hosts));
  }

  /** The same with every time limit at a second or less, as guides to fast failover advise. */
  static HikariDataSource tunedHostList(Address... hosts) {
    PGSimpleDataSource source = source(hosts);
    source.setConnectTimeout(1);
    source.setSocketTimeout(1);
    source.setLoginTimeout(1);
    source.setCancelSignalTimeout(1);
    source.setHostRecheckSeconds(1);
    HikariDataSource pool = pool(source);
    pool.setConnectionTimeout(1000);
    pool.setValidationTimeout(500);
    return pool;
  }

  /**
   * HikariCP over the AWS JDBC wrapper, which watches its host on a connection of its own (plug-in
   * efm2) and has its failover plug-in switched on.
   *
   * @param tuned with a second to notice a silent host, instead of the default of forty-five
   */
  static HikariDataSource awsWrapper(boolean tuned, Address... hosts) {
    AwsWrapperDataSource source = new AwsWrapperDataSource();
    source.setJdbcProtocol("jdbc:postgresql:");
    source.setServerName(hosts[0].host());
    source.setServerPort(Integer.toString(hosts[0].port()));
    source.setDatabase("postgres");
    source.setUser(TestServer.SUPERUSER);
    source.setPassword(TestServer.PASSWORD);
    source.setTargetDataSourceClassName(PGSimpleDataSource.class.getName());
    Properties properties = new Properties();
    properties.setProperty("wrapperPlugins", "failover,efm2");
    properties.setProperty("wrapperDialect", "pg");
    if (hosts.length > 1) {
      StringBuilder url = new StringBuilder("jdbc:aws-wrapper:postgresql://");
      for (Address host : hosts) {
        url.append(host.host()).append(':').append(host.port()).append(',');
      }
      url.setLength(url.length() - 1);
      source.setJdbcUrl(url.append("/postgres").toString());
      properties.setProperty("user", TestServer.SUPERUSER);
      properties.setProperty("password", TestServer.PASSWORD);
    }
    if (tuned) {
      properties.setProperty("failureDetectionTime", "500");
      properties.setProperty("failureDetectionInterval", "250");
      properties.setProperty("failureDetectionCount", "2");
      properties.setProperty("monitoring-connectTimeout", "1000");
      properties.setProperty("monitoring-socketTimeout", "1000");
    }
    source.setTargetDataSourceProperties(properties);
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMinimumIdle(2);
    return new HikariDataSource(config);
  }

  private static PGSimpleDataSource source(Address... hosts) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(Arrays.stream(hosts).map(Address::host).toArray(String[]::new));
    source.setPortNumbers(Arrays.stream(hosts).mapToInt(Address::port).toArray());
    source.setDatabaseName("postgres");
    source.setUser(TestServer.SUPERUSER);
    source.setPassword(TestServer.PASSWORD);
    return source;
  }

  private static HikariDataSource pool(PGSimpleDataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMinimumIdle(2);
    return new HikariDataSource(config);
  }
}
