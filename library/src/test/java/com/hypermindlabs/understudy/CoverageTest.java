package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.FailoverSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageTest {
  @Test
  void aTableOfWhichTheSettingsDeclareWhatCannotBeIsClosedWithTheReason() throws SQLException {
    try (TwoServers servers = TwoServers.shared();
        Connection primary = servers.primary().open()) {
      servers.migrate(
          "CREATE TABLE account (id int PRIMARY KEY, name text, balance int)",
          "CREATE TABLE purse (id int PRIMARY KEY, name text, balance int)");

      List<Verdict> verdicts =
          declaring(Map.of("account.name", "delta", "account.balance", "delta", "purse", "delta"))
              .decide(Coverage.shapes(primary), servers.fallback())
              .verdicts();

      assertThat(verdicts)
          .extracting(Verdict::name, Verdict::state)
          .asString()
          .contains("public.account, CLOSED", "public.purse, PROTECTED");
      assertThat(verdicts)
          .extracting(Verdict::reason)
          .anySatisfy(
              reason ->
                  assertThat(reason)
                      .contains("delta for public.account.name, and values of text cannot"));
    }
  }

  /** Several processes prepare a fallback that is new, and one is between its two looks. */
  @Test
  void aTableThatAnotherProcessMakesMeanwhileIsNotClosedForGood() throws SQLException {
    try (TwoServers servers = TwoServers.shared()) {
      Coverage coverage = declaring(Map.of());
      servers.migrate("CREATE TABLE account (id int PRIMARY KEY)");
      new Journal(servers.fallback()).install(List.of(), Set.of());
      coverage.install(servers.fallback());
      assertThat(states(servers)).containsExactly("protected");

      new Journal(servers.fallback()).install(List.of(), Set.of());
      assertThat(states(servers)).as("what is covered since stays so").containsExactly("protected");
      servers.openGate();
      servers.asApplication("INSERT INTO account VALUES (1)");
    }
  }

  private static List<String> states(TwoServers servers) throws SQLException {
    return TwoServers.rows(servers.fallback(), "SELECT state FROM understudy.covered");
  }

  private static Coverage declaring(Map<String, String> policies) {
    FailoverSettings usual = FailoverSettings.defaults();
    return new Coverage(
        new FailoverSettings(
            usual.probe(),
            usual.returnMode(),
            usual.calm(),
            usual.drainTimeout(),
            usual.borrowTimeout(),
            usual.mirror(),
            new ConflictSettings(Map.of(), policies)));
  }
}
