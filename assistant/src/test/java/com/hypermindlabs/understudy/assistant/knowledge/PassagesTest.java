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
    // Each begins with the last sentences of the one before.
    int all = passages.stream().skip(1).mapToInt(passage -> passage.body().length()).sum();
    assertThat(all)
        .isGreaterThan(sentence.length() * 100 + (passages.size() - 2) * sentence.length())
        .isLessThan(sentence.length() * 100 + (passages.size() - 2) * 250);
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

  @Test
  void whatStandsOnTheBorderIsFoundOnBothSides() {
    String filler = "Many words that fill the passage stand here. ".repeat(24);
    String text = filler + "\n\n" + "The end of one. The last words.\n\n" + filler;
    List<Passage> passages = Passages.of(text, false);
    assertThat(passages).hasSize(2);
    assertThat(passages.get(0).body()).endsWith("The last words.");
    assertThat(passages.get(1).body()).contains("The last words.\n\nMany words");
  }
}
