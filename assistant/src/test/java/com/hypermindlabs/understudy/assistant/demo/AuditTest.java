package com.hypermindlabs.understudy.assistant.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final int PRIMARY = 1;
  private static final int FALLBACK = 2;

  private static Map<String, List<String>> rows(String key, String... bodies) {
    return Map.of(key, List.of(bodies));
  }

  private static Audit audit(
      int acknowledgedBy, Map<String, List<String>> primary, Map<String, List<String>> fallback) {
    return Audit.of(
        List.of(new Acknowledged.Write("k", acknowledgedBy)), PRIMARY, primary, fallback);
  }

  @Test
  void whatIsWhereItWasAcknowledgedIsFine() {
    assertThat(audit(PRIMARY, rows("k", Traffic.body("k")), Map.of()))
        .isEqualTo(new Audit(1, 0, 0, 0));
    assertThat(audit(FALLBACK, Map.of(), rows("k", Traffic.body("k"))))
        .isEqualTo(new Audit(1, 0, 0, 0));
  }

  @Test
  void whatIsNowhereOrElsewhereOrChangedIsLost() {
    assertThat(audit(PRIMARY, Map.of(), Map.of()).lost()).isEqualTo(1);
    assertThat(audit(FALLBACK, rows("k", Traffic.body("k")), Map.of()).lost()).isEqualTo(1);
    assertThat(audit(PRIMARY, rows("k", "another text"), Map.of()).lost()).isEqualTo(1);
  }

  @Test
  void whatIsThereTwiceIsDuplicated() {
    String body = Traffic.body("k");
    assertThat(audit(PRIMARY, rows("k", body, body), Map.of())).isEqualTo(new Audit(1, 0, 1, 0));
    assertThat(audit(PRIMARY, rows("k", body), rows("k", body)).duplicated()).isEqualTo(1);
  }

  @Test
  void whatThePrimaryKeptWithoutBeingHeardIsCountedApart() {
    String body = Traffic.body("k");
    assertThat(audit(FALLBACK, rows("k", body), rows("k", body))).isEqualTo(new Audit(1, 0, 0, 1));
  }
}
