package com.hypermindlabs.understudy.assistant.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * A service that answers JSON over HTTP. What goes wrong is said without the address asked for and
 * without the words of the answer: a token may be in either.
 *
 * @param base its address, which may be shown
 * @param timeout for a whole answer
 */
record Service(URI base, Duration timeout) {
  private static final int LONGEST = 4 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What it answered. */
  record Answer(int status, JsonNode body) {}

  /** No answer that could be read; the message says why, the hint what to do. */
  static final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String hint;

    NoAnswerException(String message, String hint) {
      super(message);
      this.hint = hint;
    }

    String hint() {
      return hint;
    }

    Remark remark(String area) {
      return Remark.error(area, String.valueOf(getMessage()), hint);
    }
  }

  /** A request to be finished and sent. */
  HttpRequest.Builder request(String path) throws NoAnswerException {
    try {
      return HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout);
    } catch (IllegalArgumentException e) {
      // Its message holds the address.
      throw new NoAnswerException(
          base + " cannot be asked: an address cannot be made of what was given",
          "check it for spaces and other signs that do not belong there");
    }
  }

  /**
   * Asks.
   *
   * @throws NoAnswerException for everything but JSON, whatever its status
   */
  Answer ask(HttpRequest.Builder request) throws NoAnswerException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), about -> new LimitedBody(LONGEST));
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), read(response));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw silent();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new NoAnswerException(base + " was not asked to the end", "look again");
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private JsonNode read(HttpResponse<byte[]> response) throws NoAnswerException {
    try {
      JsonNode body = JSON.readTree(response.body());
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException e) {
      // Falls through: its message quotes the answer.
    } catch (IOException e) {
      throw failure(e);
    }
    throw new NoAnswerException(
        base
            + " answers with status "
            + response.statusCode()
            + " and something else than expected",
        "check the address: another service seems to listen there");
  }

  private NoAnswerException silent() {
    return new NoAnswerException(
        base + " gives no answer within " + timeout.toSeconds() + " s",
        "check the address, the network and firewalls");
  }

  private NoAnswerException failure(Throwable cause) {
    boolean refused = false;
    for (Throwable link = cause; link != null; link = link.getCause()) {
      refused |= link instanceof ConnectException;
      if (link instanceof java.net.http.HttpTimeoutException) {
        return silent();
      } else if (link instanceof UnresolvedAddressException
          || link instanceof java.net.UnknownHostException) {
        return new NoAnswerException(
            base.getHost() + " has no address", "check the host's name, and the name service");
      } else if (link instanceof SSLException) {
        return new NoAnswerException(
            base + ": no TLS connection could be agreed on",
            "check http or https in the address, and the server's certificate");
      }
    }
    return refused
        ? new NoAnswerException(
            base + " refuses the connection", "check that it runs, and its host and port")
        : new NoAnswerException(
            base + " breaks off, or speaks no HTTP", "check the address: what listens there?");
  }
}
