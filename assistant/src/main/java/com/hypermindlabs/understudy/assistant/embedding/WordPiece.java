package com.hypermindlabs.understudy.assistant.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Cuts a text into the pieces that a model of BERT's family was taught with: lower case, without
 * accents, punctuation and ideographs apart, words into the longest known pieces. Immutable.
 */
final class WordPiece {
  private static final int LONGEST_WORD = 100;
  private static final String CONTINUED = "##";

  private final Map<String, Integer> pieces;
  private final int unknown;
  private final int begin;
  private final int end;

  private WordPiece(Map<String, Integer> pieces) {
    this.pieces = Map.copyOf(pieces);
    this.unknown = number("[UNK]");
    this.begin = number("[CLS]");
    this.end = number("[SEP]");
  }

  private int number(String piece) {
    Integer number = pieces.get(piece);
    if (number == null) {
      throw new IllegalArgumentException("the vocabulary has no " + piece);
    }
    return number;
  }

  /** With the vocabulary of a tokenizer.json. */
  static WordPiece read(InputStream json) throws IOException {
    JsonNode vocabulary = new ObjectMapper().readTree(json).at("/model/vocab");
    Map<String, Integer> pieces = new HashMap<>();
    vocabulary.properties().forEach(e -> pieces.put(e.getKey(), e.getValue().asInt()));
    return new WordPiece(pieces);
  }

  /**
   * The numbers of a text's pieces, framed as the model wants them.
   *
   * @param most how many at most, the frame included; what is left is cut off
   */
  int[] numbers(String text, int most) {
    List<Integer> numbers = new ArrayList<>();
    numbers.add(begin);
    for (String word : words(text)) {
      if (numbers.size() >= most - 1) {
        break;
      }
      add(word, numbers);
    }
    List<Integer> cut = numbers.subList(0, Math.min(numbers.size(), most - 1));
    int[] framed = new int[cut.size() + 1];
    for (int at = 0; at < cut.size(); at++) {
      framed[at] = cut.get(at);
    }
    framed[cut.size()] = end;
    return framed;
  }

  private void add(String word, List<Integer> numbers) {
    if (word.length() > LONGEST_WORD) {
      numbers.add(unknown);
      return;
    }
    List<Integer> found = new ArrayList<>();
    for (int from = 0; from < word.length(); ) {
      int to = word.length();
      Integer number = null;
      while (to > from && number == null) {
        String piece = word.substring(from, to);
        number = pieces.get(from == 0 ? piece : CONTINUED + piece);
        to -= number == null ? 1 : 0;
      }
      if (number == null) {
        numbers.add(unknown);
        return;
      }
      found.add(number);
      from = to;
    }
    numbers.addAll(found);
  }

  private static List<String> words(String text) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    folded
        .codePoints()
        .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
        .forEach(
            point -> {
              if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
                finish(word, words);
              } else if (apart(point)) {
                finish(word, words);
                words.add(Character.toString(point));
              } else if (!ignored(point)) {
                word.appendCodePoint(point);
              }
            });
    finish(word, words);
    return words;
  }

  private static boolean apart(int point) {
    boolean sign = point < 128 && point > 32 && !Character.isLetterOrDigit(point) && point != 127;
    return sign || Character.isIdeographic(point) || punctuation(Character.getType(point));
  }

  private static boolean punctuation(int type) {
    return switch (type) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean ignored(int point) {
    int type = Character.getType(point);
    return point == 0 || point == 0xFFFD || type == Character.CONTROL || type == Character.FORMAT;
  }

  private static void finish(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
