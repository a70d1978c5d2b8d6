package com.hypermindlabs.understudy.assistant.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.store.NewDocument.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassagesTest {
  @Test
  void aHeadingBeginsAPassageThatIsCitedByIt() {
    List<Passage> passages = Passages.of("before\n\n# One\ntext\n\nmore\n\n## Two ##\nend", true);
    assertThat(passages).extracting(Passage::place).containsExactly("line 1", "One", "Two");
    assertThat(passages.get(1).body()).isEqualTo("# One\ntext\n\nmore");
  }

  @Test
  void inPlainTextAHashIsNoHeading() {
    assertThat(Passages.of("# one\n\n# two", false)).hasSize(1);
  }

  @Test
  void shortParagraphsStayTogetherAndLongOnesAreCutAtSentences() {
    String sentence = "This is a sentence of about forty letters. ";
    List<Passage> passages = Passages.of("short\n\n" + sentence.repeat(100), false);
    assertThat(passages.get(0).body()).isEqualTo("short");
    assertThat(passages).hasSizeGreaterThan(3);
    assertThat(passages.subList(1, passages.size()))
        .allSatisfy(passage -> assertThat(passage.body()).startsWith("This").endsWith("letters."))
        .allSatisfy(passage -> assertThat(passage.body().length()).isLessThanOrEqualTo(1500));
    String joined = String.join(" ", passages.stream().skip(1).map(Passage::body).toList());
    assertThat(joined).isEqualTo(sentence.repeat(100).strip());
  }

  @Test
  void aWordWithoutEndIsCutAnywhereButWithinACharacter() {
    String word = "x" + "\uD83D\uDE00".repeat(4000);
    List<Passage> passages = Passages.of(word, false);
    assertThat(String.join("", passages.stream().map(Passage::body).toList())).isEqualTo(word);
  }

  @Test
  void blanksAreNoPassage() {
    assertThat(Passages.of(" \n\n\t\n", true)).isEmpty();
    assertThat(Passages.title("no heading")).isEmpty();
    assertThat(Passages.title("text\n## A title ##\n")).isEqualTo("A title");
  }
}
