package com.hypermindlabs.understudy.assistant.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class MiniLmTest {
  private final Embedder model = MiniLm.load().orElseThrow();

  @Test
  void textsAreCutIntoThePiecesTheModelKnows() throws Exception {
    try (InputStream json =
        MiniLmTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      WordPiece pieces = WordPiece.read(json);
      assertThat(pieces.numbers("Hello, world!", 256))
          .containsExactly(101, 7592, 1010, 2088, 999, 102);
      // Accents and case are folded, words are cut, ideographs and unknown signs stand alone.
      assertThat(pieces.numbers("CAFÉ", 256)).isEqualTo(pieces.numbers("cafe", 256));
      assertThat(pieces.numbers("embeddings", 256))
          .containsExactly(101, 7861, 8270, 4667, 2015, 102);
      assertThat(pieces.numbers("\uD83E\uDD84 x".repeat(1000), 256)).hasSize(256).endsWith(102);
      assertThat(pieces.numbers("a".repeat(200), 256)).containsExactly(101, 100, 102);
      assertThat(pieces.numbers("", 256)).containsExactly(101, 102);
    }
  }

  @Test
  void whatMeansTheSameIsAlikeWhateverTheWords() throws Exception {
    List<Embedding> made =
        model.embed(
            List.of(
                "How do I get my money back?",
                "Refunds are paid within ten days after the goods were returned.",
                "The harbour is closed in winter because of the ice.",
                "How do I get my money back?"));
    assertThat(made.get(0).dimension()).isEqualTo(384);
    assertThat(made.get(0).model()).isEqualTo(MiniLm.NAME);
    assertThat(likeness(made.get(0), made.get(1)))
        .isGreaterThan(likeness(made.get(0), made.get(2)) + 0.2);
    // The company that a text is in makes no difference.
    assertThat(made.get(0)).isEqualTo(made.get(3));
    assertThat(model.embed(List.of("How do I get my money back?"))).containsExactly(made.get(0));
  }

  @Test
  void longStrangeAndEmptyTextsHaveAMeaningToo() throws Exception {
    List<Embedding> made = model.embed(List.of("word ".repeat(5000), "\u0000\uFFFF", ""));
    assertThat(made).hasSize(3);
    assertThat(model.embed(List.of())).isEmpty();
  }

  private static double likeness(Embedding one, Embedding other) {
    float[] ours = one.numbers();
    float[] theirs = other.numbers();
    double sum = 0;
    for (int at = 0; at < ours.length; at++) {
      sum += ours[at] * theirs[at];
    }
    return sum;
  }
}
