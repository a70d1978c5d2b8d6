package com.hypermindlabs.understudy.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One database of a test server, with the role that it is reached as.
 *
 * @param server where it is
 * @param name its name
 * @param user the role
 * @param password the role's password
 */
public record TestDatabase(TestServer server, String name, String user, String password) {
  /** The same database as another role. */
  public TestDatabase as(String role, String rolePassword) {
    return new TestDatabase(server, name, role, rolePassword);
  }

  /** A new connection, not pooled. */
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /** A source of connections that are not pooled. */
  public DataSource dataSource() {
    return source(server.host(), server.port());
  }

  /** A source of connections that are not pooled and go through a proxy before this server. */
  public DataSource through(FaultProxy proxy) {
    return source(proxy.host(), proxy.port());
  }

  private DataSource source(String host, int port) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(name);
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  @Override
  public String toString() {
    return "TestDatabase[" + user + "@" + server.host() + ":" + server.port() + "/" + name + "]";
  }
}
