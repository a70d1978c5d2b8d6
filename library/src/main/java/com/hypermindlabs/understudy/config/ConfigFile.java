package com.hypermindlabs.understudy.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of config.json into raw values that know their lines. The parser's own messages
 * are never passed on: they may quote a secret.
 */
final class ConfigFile {
  private static final int DEEPEST = 64;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private final String label;
  private final Consumer<String> hints;

  private ConfigFile(String label, Consumer<String> hints) {
    this.label = label;
    this.hints = hints;
  }

  /**
   * Parses a text.
   *
   * @param label what problems call the file
   * @return nothing set when the text could not be parsed, and then a problem was reported
   */
  static RawValue.Fields parse(
      String text, String label, Consumer<SettingsProblem> problems, Consumer<String> hints) {
    RawValue.Fields nothing = new RawValue.Fields(Map.of(), 0);
    if (text.isBlank()) {
      problems.accept(
          SettingsProblem.ofFile(label, "is empty", "start from config.empty.json, or delete it"));
      return nothing;
    }
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      RawValue root = new ConfigFile(label, hints).value(parser, "");
      if (parser.nextToken() != null) {
        problems.accept(
            at(label, parser.currentTokenLocation(), "goes on after its end", "delete the rest"));
      } else if (root instanceof RawValue.Fields fields) {
        return fields;
      } else {
        problems.accept(
            SettingsProblem.ofFile(label, "is not a JSON object", "write { \"key\": value }"));
      }
    } catch (JsonProcessingException e) {
      problems.accept(malformed(label, e));
    } catch (IOException e) {
      throw new IllegalStateException("read a text in memory", e);
    }
    return nothing;
  }

  /** The value at the parser's token; JSON's null counts as not set, as the empty text does. */
  private RawValue value(JsonParser parser, String path) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return object(parser, path, line);
    }
    if (token == JsonToken.START_ARRAY) {
      List<RawValue> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser, path + "[" + items.size() + "]"));
      }
      return new RawValue.Items(items, line);
    }
    if (token == JsonToken.VALUE_NULL) {
      return new RawValue.Text("", line);
    }
    if (token.isNumeric()) {
      return new RawValue.Numeral(parser.getText(), line);
    }
    return token.isBoolean()
        ? new RawValue.Flag(parser.getBooleanValue(), line)
        : new RawValue.Text(parser.getText(), line);
  }

  private RawValue.Fields object(JsonParser parser, String path, int line) throws IOException {
    Map<String, RawValue> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String inside = path.isEmpty() ? name : path + "." + name;
      int where = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      if (fields.put(name, value(parser, inside)) != null) {
        hints.accept(
            label + " line " + where + ": " + inside + " is written twice; the last one counts");
      }
    }
    return new RawValue.Fields(fields, line);
  }

  private static SettingsProblem malformed(String label, JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return at(
          label,
          e.getLocation(),
          "is nested deeper than " + DEEPEST + " levels, or holds an endless name or number",
          "start again from config.empty.json");
    }
    if (e instanceof JsonEOFException) {
      return at(
          label, e.getLocation(), "ends in the middle", "close every quote, bracket and brace");
    }
    String said = String.valueOf(e.getOriginalMessage());
    return said.contains("comment")
        ? at(label, e.getLocation(), "holds a comment", "delete it: JSON has no comments")
        : at(
            label,
            e.getLocation(),
            "is not valid JSON",
            "look at quotes, commas and brackets just before this place");
  }

  private static SettingsProblem at(
      String label, @Nullable JsonLocation place, String message, String remedy) {
    String where =
        place == null
            ? label
            : label + " line " + place.getLineNr() + ", column " + place.getColumnNr();
    return SettingsProblem.ofFile(where, message, remedy);
  }
}
