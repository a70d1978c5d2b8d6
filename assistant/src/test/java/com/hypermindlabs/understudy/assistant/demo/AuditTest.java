package com.hypermindlabs.understudy.assistant.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static Audit audit(Map<String, List<String>> rows) {
    return Audit.of(List.of(new Acknowledged.Write("k", 1)), rows);
  }

  @Test
  void whatIsOnThePrimaryOnceAndUnchangedIsFine() {
    assertThat(audit(Map.of("k", List.of(Traffic.body("k"))))).isEqualTo(new Audit(1, 0, 0));
  }

  @Test
  void whatIsNotThereOrChangedIsLost() {
    assertThat(audit(Map.of()).lost()).isEqualTo(1);
    assertThat(audit(Map.of("k", List.of("another text"))).lost()).isEqualTo(1);
  }

  @Test
  void whatIsThereTwiceIsDuplicated() {
    String body = Traffic.body("k");
    assertThat(audit(Map.of("k", List.of(body, body)))).isEqualTo(new Audit(1, 0, 1));
  }

  @Test
  void bothWritersCountTogether() {
    assertThat(new Audit(1, 0, 1).plus(new Audit(2, 1, 0))).isEqualTo(new Audit(3, 1, 1));
  }
}
