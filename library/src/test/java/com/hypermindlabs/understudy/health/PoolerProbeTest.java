package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Pgbouncer;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a pooler refuses, with a SQLSTATE that says nothing, is a mistake in the settings too. */
class PoolerProbeTest {
  @Test
  void aLoginOrDatabaseThatThePoolerRefusesIsNamed() throws Exception {
    Pgbouncer.assumeInstalled();
    TestDatabase database = TestServer.shared().createDatabase();
    try (Pgbouncer pooler = Pgbouncer.before(database)) {
      ConnectionTarget known = pooler.target();
      assertThat(code(known.as(known.user(), Secret.of("wrong"))))
          .isEqualTo(ProblemCode.WRONG_PASSWORD);
      assertThat(code(known.as("stranger", known.password())))
          .isEqualTo(ProblemCode.WRONG_PASSWORD);
      assertThat(code(known.database("nowhere"))).isEqualTo(ProblemCode.MISSING_DATABASE);
      assertThat(code(known.database("gone"))).isEqualTo(ProblemCode.MISSING_DATABASE);
    }
  }

  private static ProblemCode code(ConnectionTarget target) {
    try (ServerProbe probe = new ServerProbe(target, Duration.ofSeconds(5))) {
      return ((Reading.Unhealthy) probe.read(true)).problem().code();
    }
  }
}
