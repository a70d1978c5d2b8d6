package com.hypermindlabs.understudy.assistant.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks an Ollama endpoint for its models ({@code /api/tags}) and what each can do ({@code
 * /api/show}). Proposes {@code inference.<capability>.model}.
 *
 * @param url the endpoint
 * @param wanted the capabilities that are asked for there
 * @param chosen the models chosen so far
 * @param timeout for each answer
 */
public record ModelProbe(
    URI url, Set<Capability> wanted, Map<Capability, String> chosen, Duration timeout)
    implements Probe {
  private static final String AREA = "model";
  private static final int OK = 200;
  // Each is a request of its own; beyond that their names have to do.
  private static final int ASKED = 32;
  private static final String START = "start it with: ollama serve; or set OLLAMA_HOST";

  /** Copies the collections. */
  public ModelProbe {
    wanted = Set.copyOf(wanted);
    chosen = Map.copyOf(chosen);
  }

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public Sighting look() {
    Service service = new Service(url, timeout);
    try {
      Service.Answer answer = service.ask(service.request("/api/tags"));
      JsonNode models = answer.body().path("models");
      if (answer.status() != OK || !models.isArray()) {
        return Sighting.of(
            Remark.error(
                AREA,
                url
                    + " answers /api/tags with status "
                    + answer.status()
                    + " and no list of models",
                "check the address: an Ollama is expected there"));
      }
      return judge(offered(service, models));
    } catch (Service.NoAnswerException e) {
      return Sighting.of(
          Remark.error(AREA, String.valueOf(e.getMessage()), e.hint() + "; " + START));
    }
  }

  private static List<OfferedModel> offered(Service service, JsonNode models) {
    List<OfferedModel> offered = new ArrayList<>();
    boolean tells = true;
    for (JsonNode model : models) {
      String name = Foreign.text(model.path("name"));
      if (name.isEmpty()) {
        continue;
      }
      List<String> talents = tells && offered.size() < ASKED ? talents(service, name) : List.of();
      tells = !talents.isEmpty();
      offered.add(tells ? OfferedModel.told(name, talents) : OfferedModel.guessed(name));
    }
    return offered;
  }

  /** Empty where it does not say, as before Ollama 0.6.4. */
  private static List<String> talents(Service service, String name) {
    try {
      String question = JsonNodeFactory.instance.objectNode().put("model", name).toString();
      Service.Answer answer =
          service.ask(
              service
                  .request("/api/show")
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(question)));
      List<String> talents = new ArrayList<>();
      answer.body().path("capabilities").forEach(one -> talents.add(one.asText()));
      return talents;
    } catch (Service.NoAnswerException e) {
      return List.of();
    }
  }

  private Sighting judge(List<OfferedModel> offered) {
    if (offered.isEmpty()) {
      return Sighting.of(
          Remark.warning(
              AREA, url + " answers and has no models yet", "ollama pull llama3.2, for example"));
    }
    Map<Capability, String> proposal = ModelProposal.of(offered, chosen);
    List<Remark> remarks = new ArrayList<>();
    String many = offered.size() == 1 ? "1 model" : offered.size() + " models";
    remarks.add(Remark.ok(AREA, url + " answers and has " + many));
    Map<String, String> proposals = new HashMap<>();
    Map<String, List<String>> choices = new HashMap<>();
    List<String> names = offered.stream().map(OfferedModel::name).toList();
    for (Capability capability : Capability.values()) {
      if (wanted.contains(capability)) {
        remarks.addAll(remarks(capability, offered, proposal));
        String key = "inference." + capability.key() + ".model";
        choices.put(key, names);
        if (proposal.containsKey(capability)) {
          proposals.put(key, proposal.get(capability));
        }
      }
    }
    return new Sighting(remarks, proposals, choices);
  }

  private List<Remark> remarks(
      Capability capability, List<OfferedModel> offered, Map<Capability, String> proposal) {
    String before = chosen.get(capability);
    if (before != null && offered.stream().noneMatch(model -> model.called(before))) {
      return List.of(
          Remark.warning(
              AREA,
              "the model for " + capability.key() + ", " + before + ", is not there",
              "ollama pull " + before + ", or choose another"));
    }
    return proposal.containsKey(capability)
        ? List.of()
        : List.of(
            Remark.warning(
                AREA,
                "no model there is fit for " + capability.key(),
                "pull one: " + example(capability)));
  }

  private static String example(Capability capability) {
    return switch (capability) {
      case EMBEDDING -> "ollama pull nomic-embed-text";
      case MULTIMODAL -> "ollama pull llava";
      case GENERATE, CHAT, TOOL -> "ollama pull llama3.2";
    };
  }
}
