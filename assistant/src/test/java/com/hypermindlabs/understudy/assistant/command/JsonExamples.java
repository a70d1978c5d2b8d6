package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.assistant.settings.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of docs/json.md, and how real output differs from one in names and types. */
final class JsonExamples {
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- example: ([^>]+) -->\\s*```json\\n(.*?)```", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonExamples() {}

  /** All of them, by name. */
  static Map<String, JsonNode> all() {
    try {
      Map<String, JsonNode> examples = new LinkedHashMap<>();
      Matcher found = EXAMPLE.matcher(Files.readString(Repository.file("docs/json.md")));
      while (found.find()) {
        if (examples.put(found.group(1), JSON.readTree(found.group(2))) != null) {
          throw new AssertionError("two examples are called " + found.group(1));
        }
      }
      return examples;
    } catch (JsonProcessingException e) {
      throw new AssertionError("an example of docs/json.md is no JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where the two differ, in words. Null stands for any type, an empty list for any list; every
   * element of a list has to look like the example's first.
   */
  static List<String> differences(String path, JsonNode example, JsonNode real) {
    if (example.isNull() || real.isNull()) {
      return List.of();
    }
    if (example.getNodeType() != real.getNodeType()) {
      return List.of(path + ": " + example.getNodeType() + " became " + real.getNodeType());
    }
    List<String> differences = new ArrayList<>();
    if (example.isObject()) {
      Set<String> documented = new TreeSet<>();
      example.fieldNames().forEachRemaining(documented::add);
      Set<String> printed = new TreeSet<>();
      real.fieldNames().forEachRemaining(printed::add);
      if (!documented.equals(printed)) {
        return List.of(path + ": " + documented + " became " + printed);
      }
      for (String name : documented) {
        differences.addAll(differences(path + "/" + name, example.get(name), real.get(name)));
      }
    } else if (example.isArray() && !example.isEmpty()) {
      for (int i = 0; i < real.size(); i++) {
        differences.addAll(differences(path + "/" + i, example.get(0), real.get(i)));
      }
    }
    return differences;
  }
}
