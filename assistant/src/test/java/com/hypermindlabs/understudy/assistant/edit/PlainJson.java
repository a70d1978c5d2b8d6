package com.hypermindlabs.understudy.assistant.edit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of JSON written for these tests alone, straight from RFC 8259: it judges what the
 * product's writer made. Of a repeated name the last counts. Objects become maps, lists lists,
 * numbers {@link BigDecimal}, null the text {@code null!}.
 */
public final class PlainJson {
  private final String text;
  private int at;

  private PlainJson(String text) {
    this.text = text;
  }

  /** The value that the text holds, a byte order mark aside. */
  public static Object read(String text) {
    PlainJson json = new PlainJson(text.startsWith("\uFEFF") ? text.substring(1) : text);
    Object value = json.value();
    json.blanks();
    if (json.at != json.text.length()) {
      throw new AssertionError("text behind the end, at " + json.at);
    }
    return value;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char next() {
    blanks();
    return text.charAt(at);
  }

  private void take(char wanted) {
    if (next() != wanted) {
      throw new AssertionError("wanted " + wanted + " at " + at + " of " + text);
    }
    at++;
  }

  private Object value() {
    return switch (next()) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    take('{');
    while (next() != '}') {
      if (!map.isEmpty()) {
        take(',');
      }
      next();
      String name = string();
      take(':');
      map.put(name, value());
    }
    take('}');
    return map;
  }

  private List<Object> list() {
    List<Object> items = new ArrayList<>();
    take('[');
    while (next() != ']') {
      if (!items.isEmpty()) {
        take(',');
      }
      items.add(value());
    }
    take(']');
    return items;
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    take('"');
    while (text.charAt(at) != '"') {
      char here = text.charAt(at++);
      if (here < 0x20) {
        throw new AssertionError("a control character in a string");
      }
      value.append(here == '\\' ? escape() : here);
    }
    at++;
    return value.toString();
  }

  private char escape() {
    char kind = text.charAt(at++);
    if (kind == 'u') {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int known = "\"\\/bfnrt".indexOf(kind);
    return "\"\\/\b\f\n\r\t".charAt(known);
  }

  private Object word() {
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> "null!";
      default -> new BigDecimal(word);
    };
  }
}
