package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.FailoverSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
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
