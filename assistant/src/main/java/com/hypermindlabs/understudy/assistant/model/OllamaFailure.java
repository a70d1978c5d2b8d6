package com.hypermindlabs.understudy.assistant.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.LangChain4jException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Says in one line for people why a model did not answer. Pure.
 *
 * @param url where it was asked
 * @param model its name
 */
record OllamaFailure(URI url, String model) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_FOUND = 404;
  private static final int LONGEST = 200;

  ModelException of(Exchange exchange, @Nullable Throwable error) {
    return new ModelException(reason(exchange, error), error);
  }

  private String reason(Exchange exchange, @Nullable Throwable error) {
    if (!exchange.ended().isEmpty()) {
      return exchange.ended();
    }
    if (exchange.unreadable() != null) {
      return "what " + url + " sends is no answer of Ollama";
    }
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof HttpException http) {
        return refused(http);
      } else if (at instanceof ConnectException || at instanceof HttpConnectTimeoutException) {
        return url + " cannot be reached";
      } else if (at instanceof IOException) {
        return "the connection to " + url + " broke off";
      }
    }
    if (error instanceof LangChain4jException) {
      return oneLine("the server says: " + error.getMessage());
    }
    return error == null ? "the answer was cut off, or empty" : oneLine(error.toString());
  }

  private String refused(HttpException http) {
    String said = said(String.valueOf(http.getMessage()));
    if (http.statusCode() == NOT_FOUND && said.contains("not found")) {
      return "the model is not there; try 'ollama pull " + model + "'";
    }
    return oneLine("the server answers " + http.statusCode() + (said.isEmpty() ? "" : ": " + said));
  }

  /** The error field of what Ollama answers; empty when it is nothing of that kind. */
  private static String said(String body) {
    try {
      JsonNode error = JSON.readTree(body).path("error");
      return error.isTextual() ? error.asText() : "";
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
