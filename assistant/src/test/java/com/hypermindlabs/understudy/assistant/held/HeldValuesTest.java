package com.hypermindlabs.understudy.assistant.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeldValuesTest {
  private static Map<String, @Nullable String> read(String json) throws JsonProcessingException {
    return HeldValues.of(HeldValues.EXACT.readTree(json));
  }

  @Test
  void whatIsNoTextIsTakenAsItIsWritten() throws JsonProcessingException {
    assertThat(
            read(
                """
                {"text": "it's", "none": null, "yes": true, "amount": 12345678901234567.890,
                 "large": 123456789012345678901234567890, "list": ["x", 1.10],
                 "document": {"a": {"b": "\u00e4"}, "c": null}}
                """))
        .containsEntry("text", "it's")
        .containsEntry("none", null)
        .containsEntry("yes", "true")
        .containsEntry("amount", "12345678901234567.890")
        .containsEntry("large", "123456789012345678901234567890")
        .containsEntry("list", "[\"x\",1.10]")
        .containsEntry("document", "{\"a\":{\"b\":\"ä\"},\"c\":null}");
  }

  @Test
  void twoValuesOfOneNameAreRefused() {
    assertThatThrownBy(() -> read("{\"a\": \"1\", \"a\": \"2\"}"))
        .isInstanceOf(JsonProcessingException.class);
  }
}
