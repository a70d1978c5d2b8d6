package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.status.StatusReport.TableStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that a migration has just made, before the migration ends. */
@Tag("slow")
class NewTableTest {
  /** With a foreign key: to PostgreSQL that is a second command on the same table. */
  private static final String MAKE =
      "CREATE TABLE IF NOT EXISTS fresh (id int PRIMARY KEY, next int REFERENCES fresh)";

  private static final TableStatus LACKING =
      new TableStatus(
          "public.fresh",
          false,
          "the fallback has no such table: run the migrations on the fallback too, or name it in"
              + " failover.exclude");

  private final AtomicInteger tried = new AtomicInteger();
  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopServers() {
    site.close();
  }

  private FallbackServer fallback() {
    return new Provisioner(TestSite.fallback(true), site.site().folder(), ProgressListener.SILENT)
        .start()
        .orElseThrow();
  }

  private void writeAsTheApplication() throws SQLException {
    ConnectionFactory.Timeouts patient =
        new ConnectionFactory.Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60));
    try (Connection connection =
            new ConnectionFactory("test", patient).open(fallback().application());
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO fresh VALUES (1)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MAKE,
        "CREATE SCHEMA fresh CREATE TABLE fresh (id int)",
        "SELECT 1 AS id INTO fresh"
      })
  void hasAGuardBeforeTheMigrationEnds(String make) throws Exception {
    AtomicReference<String> guards = new AtomicReference<>("not looked");
    try (Understudy understudy = site.start()) {
      site.awaitMirrored(understudy);
    }
    try (Understudy understudy =
        Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
            .migrations(
                source -> {
                  if (text(source, "SELECT count(*) FROM pg_class WHERE relname = 'fresh'")
                      .equals("0")) {
                    execute(source, make);
                  }
                  if (onFallback(source)) {
                    guards.set(
                        text(
                            source,
                            "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                                + " WHERE c.relname = 'fresh' AND t.tgname = 'understudy_guard'"));
                  }
                })
            .start()) {
      site.await(understudy, report -> !guards.get().equals("not looked"));
    }
    assertThat(guards.get()).isEqualTo("1");
  }

  @Test
  void takesNoWriteWhileTheGateIsClosed() throws Exception {
    // The first start installs gate and guards; the second one's migration finds them.
    try (Understudy understudy = site.start()) {
      site.awaitMirrored(understudy);
    }
    try (Understudy understudy =
        Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
            .migrations(
                source -> {
                  execute(source, MAKE);
                  if (onFallback(source)) {
                    refuses(this::writeAsTheApplication, "is closed");
                  }
                })
            .start()) {
      site.await(understudy, report -> tried.get() > 0);
      site.awaitCaughtUp(understudy);
    }
  }

  @Test
  void takesNoWriteWithoutAJournalWhileTheGateIsOpenAndThenItIsReturned() throws Exception {
    try (Understudy understudy = site.start(site.primary().port(), StepHook.NONE)) {
      site.degrade(understudy);
      try (Understudy second =
          Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
              .migrations(
                  source -> {
                    execute(source, MAKE);
                    if (tried.get() == 0) {
                      refuses(
                          () -> execute(understudy.dataSource(), "INSERT INTO fresh VALUES (1)"),
                          "has not ended yet");
                    }
                  })
              .start()) {
        assertThat(tried.get()).isEqualTo(1);
        execute(understudy.dataSource(), "INSERT INTO fresh VALUES (2)");
      }
    }
    site.primary().restart();
    try (Understudy understudy =
        Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
            .migrations(
                source -> {
                  TestSite.migrate(source);
                  execute(source, MAKE);
                })
            .start()) {
      site.isWhole(understudy);
      assertThat(text(site.direct(), "SELECT string_agg(id::text, ',') FROM fresh")).isEqualTo("2");
    }
  }

  @Test
  void isToldAsNotProtectedWhileOnlyThePrimaryHasIt() throws Exception {
    try (Understudy understudy = site.start()) {
      site.awaitMirrored(understudy);
    }
    execute(site.direct(), MAKE);
    try (Understudy understudy = site.start()) {
      site.awaitCaughtUp(understudy);
      assertThat(fresh(understudy.status())).containsExactly(LACKING);
    }
    Settings settings = site.settings(site.primary().port(), ReturnMode.AUTO);
    assertThat(fresh(Understudy.observe(settings))).containsExactly(LACKING);
    try (Understudy understudy =
        Understudy.builder(settings).migrations(source -> execute(source, MAKE)).start()) {
      site.await(understudy, report -> fresh(report).stream().anyMatch(TableStatus::isProtected));
      assertThat(fresh(understudy.status())).hasSize(1);
    }
  }

  private static List<TableStatus> fresh(StatusReport report) {
    return report.tables().stream().filter(one -> one.name().equals("public.fresh")).toList();
  }

  private static boolean onFallback(javax.sql.DataSource source) throws SQLException {
    return text(source, "SELECT to_regclass('understudy.gate') IS NOT NULL").equals("t");
  }

  private interface Write {
    void run() throws SQLException;
  }

  private void refuses(Write write, String words) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"))
        .hasMessageContaining(words);
    tried.incrementAndGet();
  }
}
