package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FusionTest {
  @Test
  void whatBothRankingsKnowComesBeforeWhatOneKnows() {
    assertThat(Fusion.best(List.of(List.of("a", "b"), List.of("c", "b")), 3).keySet())
        .containsExactly("b", "a", "c");
  }

  @Test
  void noMoreThanTheLimit() {
    assertThat(Fusion.best(List.of(List.of("a", "b", "c")), 2).keySet()).containsExactly("a", "b");
    assertThat(Fusion.best(List.of(List.of(), List.of()), 2)).isEmpty();
  }
}
