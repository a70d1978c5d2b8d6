package com.hypermindlabs.understudy.assistant.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with its looks. Immutable.
 *
 * @param text without markup
 * @param spans the stretches that look another way, in order
 */
record Part(String text, List<Span> spans) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The most UTF-16 units of a message. */
  static final int LONGEST = 4096;

  Part {
    spans = List.copyOf(spans);
  }

  /** The same without looks. */
  Part plain() {
    return new Part(text, List.of());
  }

  /** As it is kept until it is sent. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write a part of a reply", e);
    }
  }

  /** Reads {@link #json}. */
  static Part of(String json) {
    try {
      return JSON.readValue(json, Part.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read a part of a reply", e);
    }
  }

  /** Cut into parts that Telegram takes. */
  List<Part> cut() {
    return cut(LONGEST);
  }

  /**
   * Cut into parts of so many UTF-16 units at most: between paragraphs if that can be, else between
   * lines, else between words; what looks another way on both sides of a cut, as a block of code,
   * does so in both parts.
   */
  List<Part> cut(int longest) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = text.length() - from <= longest ? text.length() : cutAt(from, from + longest);
      Part part = between(from, to).stripped();
      if (!part.text.isEmpty()) {
        parts.add(part);
      }
      from = to;
    }
    return parts;
  }

  private int cutAt(int from, int most) {
    int least = from + (most - from) / 2;
    int at = after("\n\n", least, most);
    if (at < 0) {
      at = after("\n", least, most);
    }
    if (at < 0) {
      at = after(" ", least, most);
    }
    if (at < 0) {
      at = Character.isLowSurrogate(text.charAt(most)) ? most - 1 : most;
    }
    return beforeShort(at, least);
  }

  /** The place after the last such text that ends between the two. */
  private int after(String sought, int least, int most) {
    int at = text.lastIndexOf(sought, most - sought.length());
    return at < least ? -1 : at + sought.length();
  }

  /** A link or a few words in bold are not torn apart where there is room before them. */
  private int beforeShort(int at, int least) {
    return spans.stream()
        .filter(span -> span.look() != Span.Look.BLOCK_OF_CODE && span.look() != Span.Look.QUOTE)
        .filter(span -> span.from() < at && at < span.to() && span.from() > least)
        .mapToInt(Span::from)
        .min()
        .orElse(at);
  }

  private Part between(int from, int to) {
    List<Span> inside = new ArrayList<>();
    for (Span span : spans) {
      int begin = Math.max(span.from(), from);
      int end = Math.min(span.to(), to);
      if (begin < end) {
        inside.add(new Span(begin - from, end - from, span.look(), span.detail()));
      }
    }
    return new Part(text.substring(from, to), inside);
  }

  /** Without empty lines at its ends, which Telegram drops: the indentation of code stays. */
  private Part stripped() {
    int begin = 0;
    for (int at = 0; at < text.length() && Character.isWhitespace(text.charAt(at)); at++) {
      begin = text.charAt(at) == '\n' ? at + 1 : begin;
    }
    int end = text.length();
    while (end > begin && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return begin == 0 && end == text.length() ? this : between(begin, Math.max(begin, end));
  }
}
