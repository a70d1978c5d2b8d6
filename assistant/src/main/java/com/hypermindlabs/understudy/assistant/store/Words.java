package com.hypermindlabs.understudy.assistant.store;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cuts a text into the words that it is found by: runs of letters and digits, in lower case,
 * compatibility forms and accents folded away; a character of a script that is written without
 * spaces is a word of its own. Done here and not by PostgreSQL's parser, whose answer depends on
 * the server's locale and version: the same question finds the same rows on any server. Pure.
 */
final class Words {
  /** PostgreSQL's limit is 1 MiB for all words of a row, their positions included. */
  private static final int MOST_BYTES = 500_000;

  /** PostgreSQL counts no further. */
  private static final int MOST_WORDS = 16_383;

  private static final int LONGEST_WORD = 200;
  private static final int MOST_CHARACTERS = 200_000;
  private static final int MOST_IN_QUESTION = 64;

  private static final int SHORTEST_TELLING = 4;

  private Words() {}

  /** The words of a text in PostgreSQL's notation of a tsvector; a very long text's first ones. */
  static String vector(String text) {
    StringBuilder vector = new StringBuilder();
    int position = 0;
    int bytes = 0;
    for (String word : of(text, MOST_WORDS)) {
      bytes += word.getBytes(StandardCharsets.UTF_8).length + 8;
      if (bytes > MOST_BYTES) {
        break;
      }
      position++;
      // A word holds no quote and no backslash: letters and digits only.
      vector.append('\'').append(word).append("':").append(position).append(' ');
    }
    return vector.toString();
  }

  /** The different words of a question, in their order. */
  static List<String> asked(String question) {
    return of(question, MOST_IN_QUESTION).stream().distinct().toList();
  }

  /** A tsquery that asks for all of these words. */
  static String all(List<String> words) {
    return query(words, " & ");
  }

  /** A tsquery that asks for any of these words. */
  static String any(List<String> words) {
    return query(words, " | ");
  }

  /**
   * The words of a question that tell passages apart: the rarest ones, as many as are held by so
   * few passages that all of these can be looked at; one at least.
   *
   * @param frequencies how many passages hold a word; what is absent is rare. Empty when nothing is
   *     known, then short words are left out, which are mostly function words
   * @param most how many passages may be looked at
   */
  static List<String> telling(List<String> words, Map<String, Double> frequencies, double most) {
    if (frequencies.isEmpty()) {
      List<String> longer = words.stream().filter(Words::longEnough).toList();
      return longer.isEmpty() ? words : longer;
    }
    List<String> rarestFirst = new ArrayList<>(words);
    rarestFirst.sort(Comparator.comparingDouble(word -> frequencies.getOrDefault(word, 0.0)));
    double sum = 0;
    int count = 0;
    for (String word : rarestFirst) {
      sum += frequencies.getOrDefault(word, 0.0);
      if (count > 0 && sum > most) {
        break;
      }
      count++;
    }
    return rarestFirst.subList(0, count);
  }

  private static String query(List<String> words, String operator) {
    return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(operator));
  }

  private static boolean longEnough(String word) {
    return word.length() >= SHORTEST_TELLING || Character.isIdeographic(word.codePointAt(0));
  }

  private static List<String> of(String text, int most) {
    String start = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
    String folded = Normalizer.normalize(start, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int at = 0; at < folded.length() && words.size() < most; ) {
      int point = folded.codePointAt(at);
      at += Character.charCount(point);
      if (Character.isLetterOrDigit(point)) {
        if (standsAlone(point)) {
          finish(word, words);
        }
        word.appendCodePoint(point);
        if (standsAlone(point)) {
          finish(word, words);
        }
      } else if (!mark(point)) {
        finish(word, words);
      }
    }
    finish(word, words);
    return words.size() > most ? words.subList(0, most) : words;
  }

  private static boolean mark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static boolean standsAlone(int point) {
    return switch (Character.UnicodeScript.of(point)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  /** A run of hundreds of letters is no word that anyone looks for. */
  private static void finish(StringBuilder word, List<String> words) {
    if (word.length() > 0 && word.length() <= LONGEST_WORD) {
      words.add(word.toString());
    }
    word.setLength(0);
  }
}
