package com.hypermindlabs.understudy.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checks notice when a mechanism is taken out of the engine. Each course of events is run with
 * the engine as it is, which passes, and with the mechanism gone, which must not.
 */
@Tag("slow")
@Tag("thorough")
class SabotageTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theJournalIsOff(boolean sabotaged) throws Exception {
    try (Scene scene = Scene.shared().begin()) {
      scene.engine().mirror();
      scene.account();
      scene.engine().open();
      if (sabotaged) {
        TwoServers.run(
            scene.servers().fallbackOwner()::connect, "ALTER TABLE parent DISABLE TRIGGER USER");
      }
      scene.fallback().write("UPDATE parent SET v1 = 'new' WHERE id = 1");
      scene.goBack();
      assertNoticed(scene.violations(), sabotaged);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theMarkerIsIgnoredAfterACrash(boolean sabotaged) throws Exception {
    try (Scene scene = Scene.shared().begin()) {
      scene.engine().mirror();
      scene.account();
      scene.engine().open();
      scene.fallback().write("UPDATE parent SET amount = amount + 5 WHERE id = 1");
      scene.killAt("round.committed");
      scene.round();
      if (sabotaged) {
        scene
            .servers()
            .onPrimary(
                """
                CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  DELETE FROM understudy.round WHERE id = NEW.id;
                  DELETE FROM understudy.outcome WHERE round = NEW.id;
                  RETURN NEW;
                END $$
                """,
                "CREATE TRIGGER forget BEFORE INSERT ON understudy.round"
                    + " FOR EACH ROW EXECUTE FUNCTION forget()");
      }
      scene.begin().goBack();
      assertNoticed(scene.violations(), sabotaged);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theGateIsAFlagInARow(boolean sabotaged) throws Exception {
    try (Scene scene = Scene.shared().begin();
        Connection late = scene.servers().fallbackApplication().connect()) {
      scene.engine().mirror();
      scene.account();
      if (sabotaged) {
        TwoServers.run(scene.servers().fallbackOwner()::connect, Flag.SCRIPT);
      }
      scene.engine().open();
      late.setAutoCommit(false);
      late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = late.createStatement()) {
        statement.execute("SELECT FROM pg_class");
        scene.goBack();
        SQLException refused =
            catchThrowableOfType(
                SQLException.class,
                () -> statement.execute("UPDATE parent SET v1 = 'late' WHERE id = 1"));
        assertThat(refused == null ? "let pass" : refused.getSQLState())
            .isEqualTo(sabotaged ? "let pass" : "25006");
      }
      late.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theMirrorDoesNotLookAtTheGate(boolean sabotaged) throws Exception {
    Tampering blind =
        sabotaged
            ? Tampering.with(
                sql ->
                    sql.startsWith("LOCK TABLE understudy.gate")
                        ? "SELECT 1"
                        : sql.replace("SELECT EXISTS (SELECT FROM understudy.gate)", "SELECT false")
                            .replace("(SELECT epoch FROM understudy.site)", "0::bigint"))
            : Tampering.none();
    try (Scene scene = Scene.shared().tampered(Tampering.none(), blind).begin()) {
      scene.engine().mirror();
      scene.primary().write("UPDATE parent SET v1 = 'theirs', amount = 7 WHERE id = 1");
      scene.account();
      scene.at(
          "cycle.registered",
          () -> {
            scene.engine().open();
            scene.fallback().write("UPDATE parent SET v1 = 'ours' WHERE id = 2");
            scene.fallback().write("UPDATE parent SET amount = amount + 1 WHERE id = 1");
          });
      try {
        scene.engine().mirror();
      } catch (RuntimeException e) {
        assertThat(sabotaged).as("ended by the opener: %s", e).isFalse();
      }
      blind.stop();
      scene.goBack();
      assertNoticed(scene.violations(), sabotaged);
      assertThat(blind.changed() > 0).isEqualTo(sabotaged);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theBasesAreNotRefreshed(boolean sabotaged) throws Exception {
    Tampering stale =
        sabotaged
            ? Tampering.with(sql -> sql.replaceAll(", o(\\d+) = s\\.s\\d+, t\\1 = s\\.t\\d+", ""))
            : Tampering.none();
    try (Scene scene = Scene.shared().tampered(Tampering.none(), stale).begin()) {
      scene.engine().mirror();
      scene.account();
      scene.engine().open();
      scene.fallback().write("UPDATE parent SET amount = amount + 5 WHERE id = 1");
      scene.at(
          "round.committed",
          () -> scene.fallback().write("UPDATE parent SET amount = amount + 3 WHERE id = 1"));
      scene.round();
      scene.goBack();
      assertNoticed(scene.violations(), sabotaged);
      assertThat(stale.changed() > 0).isEqualTo(sabotaged);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void parentsAreNotLocked(boolean sabotaged) throws Exception {
    Tampering unlocked =
        sabotaged
            ? Tampering.with(
                sql -> sql.replaceAll("FOR UPDATE OF t( SKIP LOCKED)?", "FOR KEY SHARE OF t"))
            : Tampering.none();
    try (Scene scene = Scene.shared().tampered(unlocked, Tampering.none()).begin()) {
      scene.engine().mirror();
      scene.account();
      scene.engine().open();
      scene.fallback().write("DELETE FROM parent WHERE id = 3");
      OpenWrite child = new OpenWrite(scene);
      scene.at("round.locked", child::begin);
      scene.round();
      child.end();
      scene.goBack();
      assertThat(child.begun()).isEqualTo(sabotaged);
      assertNoticed(child.missing(), sabotaged);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theRegisterIsWrittenAsynchronously(boolean sabotaged) throws Exception {
    Tampering loose =
        sabotaged
            ? Tampering.with(
                sql -> sql.replace("synchronous_commit = on", "synchronous_commit = off"))
            : Tampering.none();
    try (TestServer server = TestServer.start("wal_writer_delay = 10s", "bgwriter_delay = 10s");
        Scene scene = Scene.on(server).tampered(loose, Tampering.none()).begin()) {
      scene.engine().mirror();
      scene
          .primary()
          .write(
              "SET synchronous_commit = off; UPDATE parent SET v1 = 'hardly there' WHERE id = 1");
      scene.engine().mirror();
      server.kill();
      server.restart();
      scene.primary().reconnect();
      boolean ahead = !scene.primary().read().changesTo(scene.fallback().read()).isEmpty();
      assertThat(ahead).as("the fallback has what the primary lost").isEqualTo(sabotaged);
    }
  }

  private static void assertNoticed(List<String> violations, boolean sabotaged) {
    if (sabotaged) {
      assertThat(violations).isNotEmpty();
    } else {
      assertThat(violations).isEmpty();
    }
  }
}
