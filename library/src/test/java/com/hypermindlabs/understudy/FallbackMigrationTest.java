package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.pool.DirectDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Migrations over rows that the mirror has brought before them. */
class FallbackMigrationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ConnectionFactory FACTORY =
      new ConnectionFactory("test", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));

  private final AtomicInteger runs = new AtomicInteger();
  private TwoServers servers;

  @BeforeEach
  void mirrorRows() throws SQLException {
    servers = TwoServers.shared();
    TwoServers.run(
        servers.fallback(), "CREATE TABLE country (id serial PRIMARY KEY, code text UNIQUE)");
    new Coverage(HealingSite.failover(ReturnMode.AUTO)).install(servers.fallback());
    TwoServers.run(servers.fallback(), "INSERT INTO country VALUES (250, 'XK')");
  }

  @AfterEach
  void dropDatabases() {
    servers.close();
  }

  private void migrate(String script) throws Exception {
    new FallbackMigration(
            source -> {
              runs.incrementAndGet();
              execute(source, script);
            },
            overrides ->
                new DirectDataSource(
                    FACTORY, TwoServers.target(servers.fallbackOwner()), overrides),
            servers.fallback())
        .run();
  }

  @Test
  void leaveOutWhatIsThereAlready() throws Exception {
    String script =
        "INSERT INTO country (code) VALUES ('XK'), ('YU'); UPDATE country SET code = lower(code)";
    migrate(script);
    assertThat(runs).hasValue(2);
    assertThat(TwoServers.rows(servers.fallback(), "SELECT code FROM country ORDER BY code"))
        .containsExactly("xk", "yu");
    assertThat(TwoServers.rows(servers.fallback(), "SELECT FROM pg_trigger WHERE tgname LIKE '~%'"))
        .isEmpty();
  }

  @Test
  void failWhereWhatIsThereIsTheApplicationsOwn() throws SQLException {
    servers.openGate();
    servers.asApplication("INSERT INTO country VALUES (7, 'YU')");
    fails("INSERT INTO country VALUES (7, 'XL')", "country_pkey", "ON CONFLICT");
    fails("INSERT INTO country VALUES (8, 'YU')", "country_code_key", "ON CONFLICT");
    assertThat(runs).hasValue(4);
  }

  @Test
  void leaveOutWhatTheMirrorHasBroughtBeforeAnOutage() throws Exception {
    servers.openGate();
    servers.asApplication("INSERT INTO country VALUES (7, 'YU')");
    migrate(
        "INSERT INTO country VALUES (250, 'XK'), (251, 'XL'); INSERT INTO country VALUES (9, 'XK')");
    assertThat(TwoServers.rows(servers.fallback(), "SELECT * FROM country ORDER BY id"))
        .containsExactly("7|YU", "250|XK", "251|XL");
  }

  @Test
  void failPlainlyForAnyOtherReason() {
    fails(
        "DO $$ DECLARE made int; BEGIN INSERT INTO country (code) VALUES ('XK')"
            + " RETURNING id INTO STRICT made; END $$",
        "no rows",
        "has to run on the fallback too");
    assertThat(runs).hasValue(2);
    fails("SELECT 1 / 0", "division by zero", "has to run on the fallback too");
    assertThat(runs).hasValue(3);
  }

  private void fails(String script, String words, String hint) {
    assertThatThrownBy(() -> migrate(script))
        .hasMessageStartingWith("migrate the fallback: ")
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.hint()).contains(hint, "docs/operating.md"));
  }
}
