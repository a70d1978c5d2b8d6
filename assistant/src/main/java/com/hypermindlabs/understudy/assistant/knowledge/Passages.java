package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.store.NewDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into passages: paragraphs are kept together up to a length that is worth citing, and
 * a heading begins a new passage. Pure; one object, one text.
 */
final class Passages {
  private static final int LONG_ENOUGH = 1200;

  /** What two neighbours share, at most, so that what stands on the border is found in one. */
  private static final int OVERLAP = 200;

  private static final int LONGEST_PLACE = 200;
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");

  private final boolean markdown;
  private final @Nullable String where;
  private final List<NewDocument.Passage> passages = new ArrayList<>();
  private final StringBuilder passage = new StringBuilder();
  private final StringBuilder paragraph = new StringBuilder();
  private String heading = "";
  private String place = "";
  private int paragraphLine;

  private Passages(boolean markdown, @Nullable String where) {
    this.markdown = markdown;
    this.where = where;
  }

  /**
   * The passages of a text, in order; none when it holds nothing but blanks.
   *
   * @param markdown whether lines that begin with # are headings
   */
  static List<NewDocument.Passage> of(String text, boolean markdown) {
    return of(text, markdown, null);
  }

  /**
   * As the other one.
   *
   * @param where the place of those without a heading, as a page; empty where there is no telling,
   *     null for their lines
   */
  static List<NewDocument.Passage> of(String text, boolean markdown, @Nullable String where) {
    Passages passages = new Passages(markdown, where);
    int number = 0;
    for (String line : text.lines().toList()) {
      passages.take(line, ++number);
    }
    passages.endParagraph();
    passages.endPassage();
    return passages.passages;
  }

  /** The first heading of a text; empty when there is none. */
  static String title(String text) {
    return text.lines()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .filter(title -> !title.isBlank())
        .findFirst()
        .orElse("");
  }

  private void take(String line, int number) {
    if (line.isBlank()) {
      endParagraph();
      return;
    }
    Matcher matcher = HEADING.matcher(line);
    if (markdown && matcher.matches()) {
      endParagraph();
      endPassage();
      heading = matcher.group(1);
    }
    if (paragraph.isEmpty()) {
      paragraphLine = number;
    } else {
      paragraph.append('\n');
    }
    paragraph.append(line.stripTrailing());
  }

  private void endParagraph() {
    if (passage.length() > 0 && passage.length() + paragraph.length() > LONG_ENOUGH) {
      String before = passage.toString();
      endPassage();
      append(before.substring(tail(before, 0, before.length())).strip());
    }
    int from = 0;
    while (paragraph.length() - from > LONG_ENOUGH) {
      int to = end(from);
      append(paragraph.substring(from, to).strip());
      endPassage();
      from = tail(paragraph, from, to);
    }
    append(paragraph.substring(from).strip());
    paragraph.setLength(0);
  }

  /** Where a part of a long paragraph ends: after a sentence, else after a word, else anywhere. */
  private int end(int from) {
    int last = from + LONG_ENOUGH;
    for (String mark : List.of(". ", "\n", " ")) {
      int at = paragraph.lastIndexOf(mark, last);
      if (at > from + LONG_ENOUGH / 2) {
        return at + 1;
      }
    }
    return Character.isHighSurrogate(paragraph.charAt(last - 1)) ? last - 1 : last;
  }

  /**
   * Where the last sentences begin that the next part repeats; the end when there is no telling.
   */
  private static int tail(CharSequence text, int from, int to) {
    int first = Math.max(from + OVERLAP, to - OVERLAP);
    for (int at = first; at < to - 2; at++) {
      if (text.charAt(at) == '.' && Character.isWhitespace(text.charAt(at + 1))) {
        return at + 2;
      }
    }
    return to;
  }

  private void append(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (passage.isEmpty()) {
      place = heading.isEmpty() ? otherwise() : heading;
    } else {
      passage.append("\n\n");
    }
    passage.append(text);
  }

  private String otherwise() {
    return where == null ? "line " + paragraphLine : where;
  }

  private void endPassage() {
    if (passage.length() > 0) {
      passages.add(
          new NewDocument.Passage(place.isEmpty() ? null : cut(place), passage.toString(), null));
      passage.setLength(0);
    }
  }

  private static String cut(String text) {
    int most = Math.min(text.codePointCount(0, text.length()), LONGEST_PLACE);
    return text.substring(0, text.offsetByCodePoints(0, most));
  }
}
