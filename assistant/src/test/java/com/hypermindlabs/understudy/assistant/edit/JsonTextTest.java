package com.hypermindlabs.understudy.assistant.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static final int CASES = 12_000;

  @Test
  void anyEditOfAnyFileChangesThatValueAndNoOtherByte() {
    Seed.cases(CASES, JsonTextTest::oneEdit);
  }

  private static void oneEdit(Random random) {
    RandomJson generated = new RandomJson(random);
    String before = generated.text();
    List<String> path = path(generated, random);
    String value = generated.words();
    String literal = random.nextBoolean() ? JsonLiteral.text(value) : "5433";
    Object wanted = literal.equals("5433") ? new BigDecimal(5433) : value;
    String after;
    try {
      after = JsonText.of(before).with(String.join(".", path), literal).text();
    } catch (EditException e) {
      // Only where a value that is set stands in the way.
      assertThat(e).hasMessageContaining("is not an object");
      assertThat(blocked(PlainJson.read(before), String.join(".", path))).isTrue();
      return;
    }
    Object tree = PlainJson.read(before);
    set(tree, String.join(".", path), wanted);
    assertThat(PlainJson.read(after)).as("%s ---> %s", before, after).isEqualTo(tree);
    assertThat(onlyOnePlace(before, after, literal)).as("%s ---> %s", before, after).isTrue();
  }

  private static List<String> path(RandomJson generated, Random random) {
    List<String> path = new ArrayList<>();
    for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
      path.add(generated.pick(List.of("a", "b", "database", "host", "new", "x y", "é")));
    }
    return path;
  }

  /**
   * Whether the texts share a beginning and an end, and what lies between is, in the old text, one
   * value or nothing, and in the new one the value written, with names and punctuation at most.
   */
  private static boolean onlyOnePlace(String before, String after, String literal) {
    for (int at = after.indexOf(literal); at >= 0; at = after.indexOf(literal, at + 1)) {
      String tail = after.substring(at + literal.length());
      // Replaced: the old value lay between the same head and tail.
      String head = after.substring(0, at);
      if (before.startsWith(head) && before.endsWith(tail) && fits(before, head, tail)) {
        return true;
      }
    }
    // Inserted: without the inserted piece the new text is the old one, byte by byte.
    int head = common(before, after);
    for (int cut = head; cut >= 0; cut--) {
      String rest = before.substring(cut);
      if (after.endsWith(rest) && after.length() >= cut + rest.length()) {
        return true;
      }
      // An empty text or null became an object that holds the value.
      for (String unset : List.of("\"\"", "null")) {
        if (before.startsWith(unset, cut)
            && after.endsWith(before.substring(cut + unset.length()))
            && after.startsWith("{", cut)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean fits(String before, String head, String tail) {
    if (before.length() < head.length() + tail.length()) {
      return false;
    }
    String old = before.substring(head.length(), before.length() - tail.length());
    try {
      PlainJson.read(old);
      return !old.isBlank();
    } catch (AssertionError | RuntimeException e) {
      return false;
    }
  }

  private static int common(String one, String other) {
    int at = 0;
    while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return at;
  }

  /** Sets a value in the tree as the rules of config.json say, written anew for this test. */
  @SuppressWarnings("unchecked")
  private static void set(Object tree, String rest, Object value) {
    Map<String, Object> map = (Map<String, Object>) tree;
    int dot = rest.indexOf('.');
    if (map.containsKey(rest) || dot < 0) {
      map.put(rest, value);
      return;
    }
    String name = rest.substring(0, dot);
    if (!(map.get(name) instanceof Map)) {
      map.put(name, new LinkedHashMap<>());
    }
    set(map.get(name), rest.substring(dot + 1), value);
  }

  private static boolean blocked(Object tree, String rest) {
    Map<?, ?> map = (Map<?, ?>) tree;
    int dot = rest.indexOf('.');
    if (map.containsKey(rest) || dot < 0) {
      return false;
    }
    Object next = map.get(rest.substring(0, dot));
    if (next instanceof Map) {
      return blocked(next, rest.substring(dot + 1));
    }
    return next != null && !next.equals("") && !next.equals("null!");
  }

  @Test
  void aNewMemberLooksLikeItsNeighbours() {
    String text = "{\r\n\t\"database\" : {\r\n\t\t\"host\" : \"a\"\r\n\t},\r\n\t\"n\" : 1.50\r\n}";
    assertThat(JsonText.of(text).with("database.port", "5433").text())
        .isEqualTo(text.replace("\"a\"", "\"a\",\r\n\t\t\"port\" : 5433"));
    assertThat(JsonText.of(text).with("web.port", "1").text())
        .isEqualTo(text.replace("1.50", "1.50,\r\n\t\"web\" : {\r\n\t\t\"port\" : 1\r\n\t}"));
    assertThat(JsonText.of("{\"a\":1}").with("b.c", "2").text())
        .isEqualTo("{\"a\":1,\"b\":{\"c\":2}}");
    assertThat(JsonText.of("{\n  \"api_keys\": {}\n}\n").with("api_keys.k", "\"v\"").text())
        .isEqualTo("{\n  \"api_keys\": {\n    \"k\": \"v\"\n  }\n}\n");
    assertThat(JsonText.of("").with("web.port", "1").text())
        .isEqualTo("{\n  \"web\": {\n    \"port\": 1\n  }\n}\n");
  }

  @Test
  void ofARepeatedNameTheOneThatCountsIsEdited() {
    assertThat(
            JsonText.of("{\"web\":{\"port\":1},\"web\":{\"port\":2,\"port\":3}}")
                .with("web.port", "4")
                .text())
        .isEqualTo("{\"web\":{\"port\":1},\"web\":{\"port\":2,\"port\":4}}");
    assertThat(JsonText.of("{\"web\":{\"port\":1},\"web.port\":2}").with("web.port", "4").text())
        .isEqualTo("{\"web\":{\"port\":1},\"web.port\":4}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "{}}", "{\"secret\": unquoted}", "{\"a\": 1} // secret", "1"})
  void whatIsNoObjectIsRefusedWithoutItsText(String text) {
    assertThatThrownBy(() -> JsonText.of(text))
        .isInstanceOf(EditException.class)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }
}
