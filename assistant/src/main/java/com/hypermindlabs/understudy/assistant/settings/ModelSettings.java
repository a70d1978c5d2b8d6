package com.hypermindlabs.understudy.assistant.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where one capability's model is.
 *
 * @param url the endpoint, without a slash at its end
 * @param origin what the endpoint follows from: {@code inference.<capability>.url}, {@code
 *     OLLAMA_HOST} or {@code default}
 * @param model the model's name; null where none was chosen
 */
public record ModelSettings(URI url, String origin, @Nullable String model) {
  /** The endpoint when nothing names one. */
  public static final URI DEFAULT_URL = URI.create("http://127.0.0.1:11434");
}
