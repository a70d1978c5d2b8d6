package com.hypermindlabs.understudy.assistant.edit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the values of a JSON text stand. Takes what the program's reader of config.json
 * takes, and refuses what that refuses; no message quotes the text.
 */
final class JsonPlaces {
  private static final int DEEPEST = 64;
  private static final String MEND = "mend it first; 'understudy doctor' names the place";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private final String text;
  private final JsonParser parser;

  private JsonPlaces(String text, JsonParser parser) {
    this.text = text;
    this.parser = parser;
  }

  /**
   * The outermost object.
   *
   * @throws EditException when the text is no single JSON object
   */
  static Place.Fields in(String text) {
    // One buffer: offsets are then those of the text.
    try (JsonParser parser = JSON.createParser(text.toCharArray())) {
      parser.nextToken();
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new EditException("edit config.json: it is not a JSON object", MEND);
      }
      Place.Fields root = new JsonPlaces(text, parser).object();
      if (parser.nextToken() != null) {
        throw new EditException("edit config.json: it goes on after its end", MEND);
      }
      return root;
    } catch (JsonProcessingException e) {
      // Not passed on as the cause: its message may quote a secret.
      throw new EditException("edit config.json: it is not valid JSON" + where(e), MEND);
    } catch (IOException e) {
      throw new IllegalStateException("read a text in memory", e);
    }
  }

  private static String where(JsonProcessingException e) {
    @Nullable JsonLocation place = e.getLocation();
    return place == null ? "" : ", line " + place.getLineNr();
  }

  private Place.Fields object() throws IOException {
    int start = offset();
    List<Place.Member> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int at = offset();
      parser.nextToken();
      members.add(new Place.Member(name, at, endOfText(at), value()));
    }
    return new Place.Fields(start, offset() + 1, List.copyOf(members));
  }

  private Place value() throws IOException {
    JsonToken token = parser.currentToken();
    int start = offset();
    if (token == JsonToken.START_OBJECT) {
      return object();
    }
    if (token == JsonToken.START_ARRAY) {
      parser.skipChildren();
      return new Place.Value(start, offset() + 1, false, false);
    }
    if (token == JsonToken.VALUE_STRING) {
      return new Place.Value(start, endOfText(start), true, parser.getText().isEmpty());
    }
    return new Place.Value(start, endOfWord(start), false, token == JsonToken.VALUE_NULL);
  }

  private int offset() {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  /** After the closing quote of the text that begins there. */
  private int endOfText(int start) {
    int at = start + 1;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  /** After the number, true, false or null that begins there. */
  private int endOfWord(int start) {
    int at = start;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
