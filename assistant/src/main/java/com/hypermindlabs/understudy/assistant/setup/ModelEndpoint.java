package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.settings.ModelSettings;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where one capability's model is, and why there. The order is what setup was given, else {@code
 * inference.<capability>.url}, else {@code OLLAMA_HOST}, else the default.
 *
 * @param capability the capability
 * @param url the endpoint as it is written
 * @param origin one of {@code setup}, {@code inference.<capability>.url}, {@code OLLAMA_HOST},
 *     {@code default}
 */
public record ModelEndpoint(Capability capability, String url, String origin) {
  /**
   * All capabilities'.
   *
   * @param answered the text given in this run by a question's id; empty for none
   * @param present the text in force before by a setting's name; empty for none
   */
  static List<ModelEndpoint> of(UnaryOperator<String> answered, UnaryOperator<String> present) {
    return Arrays.stream(Capability.values()).map(one -> of(one, answered, present)).toList();
  }

  private static ModelEndpoint of(
      Capability capability, UnaryOperator<String> answered, UnaryOperator<String> present) {
    String key = ModelQuestions.url(capability);
    String own = answered.apply(key);
    String given = own.isEmpty() ? answered.apply(ModelQuestions.URL) : own;
    if (!given.isEmpty()) {
      return new ModelEndpoint(capability, given, "setup");
    }
    if (!present.apply(key).isEmpty()) {
      return new ModelEndpoint(capability, present.apply(key), key);
    }
    String host = answered.apply(ModelQuestions.OLLAMA_HOST);
    if (!host.isEmpty()) {
      return new ModelEndpoint(capability, host, "setup");
    }
    return present.apply(ModelQuestions.OLLAMA_HOST).isEmpty()
        ? new ModelEndpoint(capability, ModelSettings.DEFAULT_URL.toString(), "default")
        : new ModelEndpoint(
            capability, present.apply(ModelQuestions.OLLAMA_HOST), ModelQuestions.OLLAMA_HOST);
  }
}
