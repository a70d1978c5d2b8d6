package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void wordsAreFoldedSoThatTheSameQuestionFindsThemInAnyCaseAndForm() {
    assertThat(Words.vector("Ärger, in CAFÉ №5!")).isEqualTo("'arger':1 'in':2 'cafe':3 'no5':4 ");
    assertThat(Words.all(Words.asked("ärger cafe\u0301"))).isEqualTo("'arger' & 'cafe'");
  }

  @Test
  void charactersOfScriptsWithoutSpacesAreWordsOfTheirOwn() {
    assertThat(Words.vector("東京a塔")).isEqualTo("'東':1 '京':2 'a':3 '塔':4 ");
  }

  @Test
  void nothingButSignsIsNoWord() {
    assertThat(Words.vector("'; -- \\ 😀 & | ! :*")).isEmpty();
    assertThat(Words.asked("''\\'")).isEmpty();
  }

  @Test
  void aQuestionAsksForAllOrForAnyOfItsWords() {
    assertThat(Words.all(Words.asked("Open, museum! open?"))).isEqualTo("'open' & 'museum'");
    assertThat(Words.any(Words.asked("Open, museum! open?"))).isEqualTo("'open' | 'museum'");
  }

  @Test
  void theRarestWordsTellPassagesApart() {
    List<String> words = List.of("what", "open", "museum", "tax");
    Map<String, Double> passages = Map.of("what", 9000.0, "open", 1500.0, "museum", 400.0);

    assertThat(Words.telling(words, passages, 2000)).containsExactly("tax", "museum", "open");
    assertThat(Words.telling(words, passages, 1000)).containsExactly("tax", "museum");
    assertThat(Words.telling(List.of("what"), passages, 1000)).containsExactly("what");
  }

  @Test
  void theLongerWordsTellPassagesApartAsLongAsNothingIsKnownOfTheirFrequency() {
    assertThat(Words.telling(Words.asked("when is the museum open"), Map.of(), 1))
        .containsExactly("when", "museum", "open");
    assertThat(Words.telling(Words.asked("is it 5"), Map.of(), 1)).containsExactly("is", "it", "5");
    assertThat(Words.telling(Words.asked("the 塔"), Map.of(), 1)).containsExactly("塔");
  }
}
