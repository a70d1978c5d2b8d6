package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.assistant.settings.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model that an endpoint offers.
 *
 * @param name as the endpoint calls it, as {@code llama3.2:latest}
 * @param fits what it can be asked for
 */
record OfferedModel(String name, Set<Capability> fits) {
  private static final Pattern EMBEDS = Pattern.compile("embed|minilm|bge-|gte-|e5-|paraphrase");
  private static final Pattern SEES =
      Pattern.compile(
          "llava|vision|moondream|minicpm-v|gemma3|gemma-3|-vl|vl:|qwen2\\.5vl|pixtral");
  private static final Pattern CALLS =
      Pattern.compile(
          "llama3\\.[1-9]|llama4|qwen|mistral|mixtral|command-r|hermes|firefunction|granite|gpt-oss|"
              + "devstral|magistral|nemotron");

  OfferedModel {
    fits = Set.copyOf(fits);
  }

  /** What Ollama itself says that a model can do, in its own words. */
  static OfferedModel told(String name, List<String> capabilities) {
    Set<Capability> fits = EnumSet.noneOf(Capability.class);
    for (String one : capabilities) {
      switch (one) {
        case "embedding" -> fits.add(Capability.EMBEDDING);
        case "completion" -> {
          fits.add(Capability.GENERATE);
          fits.add(Capability.CHAT);
        }
        case "tools" -> fits.add(Capability.TOOL);
        case "vision" -> fits.add(Capability.MULTIMODAL);
        default -> {
          // Another talent, which nobody here asks for.
        }
      }
    }
    return new OfferedModel(name, fits);
  }

  /** What its name lets one expect, where the endpoint does not say. */
  static OfferedModel guessed(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (EMBEDS.matcher(lower).find()) {
      return new OfferedModel(name, Set.of(Capability.EMBEDDING));
    }
    Set<Capability> fits = EnumSet.of(Capability.GENERATE, Capability.CHAT);
    if (SEES.matcher(lower).find()) {
      fits.add(Capability.MULTIMODAL);
    }
    if (CALLS.matcher(lower).find()) {
      fits.add(Capability.TOOL);
    }
    return new OfferedModel(name, fits);
  }

  /** Whether that name means this model: a name without a tag means the latest. */
  boolean called(String wanted) {
    return name.equals(wanted) || name.equals(wanted + ":latest");
  }
}
