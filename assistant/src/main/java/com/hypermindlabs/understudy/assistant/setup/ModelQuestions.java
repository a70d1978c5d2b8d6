package com.hypermindlabs.understudy.assistant.setup;

import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.TEXT;

import com.hypermindlabs.understudy.assistant.settings.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is asked about the models. */
final class ModelQuestions {
  /** One endpoint for every capability. */
  static final String URL = "inference.url";

  /** The variable that counts where a capability has no url of its own. */
  static final String OLLAMA_HOST = "OLLAMA_HOST";

  private static final Map<Capability, String> DOES =
      Map.of(
          Capability.EMBEDDING, "Makes vectors for the search by meaning.",
          Capability.GENERATE, "Continues a text.",
          Capability.CHAT, "Answers in conversations.",
          Capability.TOOL, "Calls tools.",
          Capability.MULTIMODAL, "Looks at pictures.");

  private ModelQuestions() {}

  /** The setting that holds a capability's own endpoint. */
  static String url(Capability capability) {
    return "inference." + capability.key() + ".url";
  }

  static List<Question> inference() {
    List<Question> questions = new ArrayList<>();
    questions.add(
        QuestionBuilder.apart(
                URL,
                Section.INFERENCE,
                TEXT,
                "Endpoint",
                "Of every capability, as http://host:11434; blank keeps each as it is.")
            .type(text -> Registry.problem(Registry.key(url(Capability.CHAT)), text))
            .option("inference-url"));
    for (Capability capability : Capability.values()) {
      String name = capability.key();
      questions.add(
          QuestionBuilder.setting(
                  "inference." + name + ".model",
                  Section.INFERENCE,
                  TEXT,
                  "Model: " + name,
                  DOES.getOrDefault(capability, ""))
              .option("inference-" + name + "-model"));
    }
    for (Capability capability : Capability.values()) {
      questions.add(
          QuestionBuilder.setting(
                  url(capability),
                  Section.INFERENCE,
                  TEXT,
                  "Endpoint: " + capability.key(),
                  "Of this capability alone.")
              .advanced()
              .option("inference-" + capability.key() + "-url"));
    }
    questions.add(
        QuestionBuilder.setting(
                OLLAMA_HOST,
                Section.INFERENCE,
                TEXT,
                "OLLAMA_HOST",
                "In .env: the endpoint of every capability without one of its own.")
            .advanced()
            .option("ollama-host"));
    return questions;
  }
}
