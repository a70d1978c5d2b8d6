package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.ConflictSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One process begins a round with what it has read, while another one carries all of it. */
class TwoSettlersTest {
  private static final String THERE = "SELECT word FROM note";

  /** What the other process does once the first one has read the journal and not yet written. */
  private interface Meanwhile {
    void happens() throws SQLException;
  }

  @Test
  void whatOneHasCarriedTheOtherDoesNotCarryAgain() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE note (id int PRIMARY KEY, word text)",
            "INSERT INTO note VALUES (1, 'was')")) {
      site.here("UPDATE note SET word = 'one'");
      AtomicReference<Throwable> refused = new AtomicReference<>();
      first(
              site,
              () -> {
                site.here("UPDATE note SET word = 'between'");
                try {
                  site.round();
                } catch (ReconcileException e) {
                  refused.set(e);
                }
              })
          .round(site.verdicts(), site.epoch());
      assertThat(refused.get()).as("the other one waits for its turn").isNotNull();
      site.round();
      assertThat(site.rowsThere(THERE)).isEqualTo(site.rowsHere(THERE));

      site.here("UPDATE note SET word = 'two'");
      site.round();

      assertThat(site.rowsThere(THERE)).containsExactly("two");
      assertThat(site.ledger()).isEmpty();
      assertThat(left(site)).containsExactly("0|0|0");
    }
  }

  private static List<String> left(DegradedSite site) throws SQLException {
    return site.rowsHere(
        "SELECT (SELECT count(*) FROM understudy.round), (SELECT count(*) FROM understudy.sent_1),"
            + " (SELECT count(*) FROM understudy.journal_1)");
  }

  /** As a process that lost the lead while it began a round. */
  private static Reconciler first(DegradedSite site, Meanwhile meanwhile) throws SQLException {
    Meanwhile[] once = {meanwhile};
    Link fallback =
        () ->
            told(
                site.servers().fallback().open(),
                sql -> {
                  if (sql.contains("INSERT INTO understudy.round (id") && once[0] != null) {
                    Meanwhile now = once[0];
                    once[0] = null;
                    now.happens();
                  }
                });
    return new Reconciler(
        site.servers().primary(),
        fallback,
        site.id(),
        site.names(),
        new ConflictSettings(Map.of(), Map.of()),
        ConflictResolver.NONE,
        StepHook.NONE);
  }

  private interface Listener {
    void prepares(String sql) throws SQLException;
  }

  private static Connection told(Connection real, Listener listener) {
    return (Connection)
        Proxy.newProxyInstance(
            TwoSettlersTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                listener.prepares((String) Objects.requireNonNull(arguments)[0]);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
