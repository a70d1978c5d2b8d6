package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisTest {
  private static final String PASSWORD = "to be kept";
  private final Diagnosis diagnosis =
      new Diagnosis(
          new ConnectionTarget(
              new Endpoint("db.example", 5432), "shop", "clerk", Secret.of(PASSWORD), Map.of()),
          Duration.ofMillis(750));

  @Test
  void wordsOfTheDriverThatHoldThePasswordAreLeftOut() {
    SQLException talkative =
        new SQLException("cannot log in", new IllegalStateException("tried '" + PASSWORD + "'"));
    assertThat(diagnosis.of(talkative).message())
        .doesNotContain(PASSWORD)
        .contains("db.example:5432")
        .contains("left out");
  }

  @Test
  void otherWordsAreQuotedOnOneLine() {
    assertThat(diagnosis.of(new SQLException("no\n  luck")).message())
        .isEqualTo("probe db.example:5432: the server cannot be used (no luck)");
  }

  @ParameterizedTest
  @EnumSource(ProblemCode.class)
  void everyProblemNamesOperationEndpointCauseAndHint(ProblemCode code) {
    Problem problem = diagnosis.of(code);
    assertThat(problem.message()).matches("probe db\\.example:5432: .{10,}");
    assertThat(problem.hint()).matches(".{10,}");
    assertThat(problem.code()).isEqualTo(code);
  }
}
