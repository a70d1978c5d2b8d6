package com.hypermindlabs.understudy.assistant.edit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.stream.Collectors;

/** Values as JSON writes them. */
public final class JsonLiteral {
  private JsonLiteral() {}

  /** A text in quotes. */
  public static String text(String value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  /** A list of texts, on one line. */
  public static String list(List<String> values) {
    return values.stream().map(JsonLiteral::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
