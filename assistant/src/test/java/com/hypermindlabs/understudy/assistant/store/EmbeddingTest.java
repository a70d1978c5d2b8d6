package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EmbeddingTest {
  @Test
  void numbersAreScaledToLengthOneAndTheirSignsAreTheCode() {
    Embedding embedding = new Embedding("m", new float[] {3, -4, 0});

    assertThat(embedding.numbers()).containsExactly(0.6f, -0.8f, 0f);
    assertThat(embedding.code()).isEqualTo("100");
    assertThat(embedding).isEqualTo(new Embedding("m", new float[] {6, -8, 0}));
  }

  @Test
  void whatIsNoDirectionIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Embedding("m", new float[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Embedding("m", new float[5]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Embedding("m", new float[] {1, Float.NaN}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Embedding("m", new float[] {1, Float.NEGATIVE_INFINITY}));
    assertThatIllegalArgumentException().isThrownBy(() -> new Embedding("", new float[] {1}));
  }
}
