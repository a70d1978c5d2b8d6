package com.hypermindlabs.understudy.assistant.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A local server that speaks Ollama's API for tests: streamed chat, embeddings and the list of
 * models, with faults by model. It knows every model that it was told of, and answers 404 for
 * others as Ollama does.
 */
public final class OllamaServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DIMENSION = 64;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Fault> models = new ConcurrentHashMap<>();
  private final List<JsonNode> chats = new CopyOnWriteArrayList<>();
  private final AtomicInteger brokenOff = new AtomicInteger();
  private final AtomicInteger embedded = new AtomicInteger();
  private volatile Function<JsonNode, String> answers = OllamaServer::echo;
  private volatile Duration pace = Duration.ZERO;

  /** What goes wrong with a model. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** It never begins to answer. */
    SILENT,
    /** It says three words, then nothing more, and keeps the connection. */
    STALLED,
    /** It says three words, then the connection breaks off. */
    CUT,
    /** It says three words, then what is no JSON. */
    GARBAGE,
    /** It answers 500 with an error. */
    BROKEN,
    /** It says three words, then an error in the stream. */
    ERROR,
    /** It ends without a word. */
    EMPTY,
    /** It never ends. */
    ENDLESS
  }

  private static final long READ_MILLIS = 200;

  private OllamaServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/api/chat", exchange -> serve(exchange, this::chat));
    server.createContext("/api/embed", exchange -> serve(exchange, this::embed));
    server.createContext("/api/tags", exchange -> serve(exchange, this::tags));
    server.start();
  }

  /** On a free port, with these models. */
  public static OllamaServer start(String... models) {
    return startAt(0, models);
  }

  /** On that port: one that comes back. */
  public static OllamaServer startAt(int port, String... models) {
    try {
      OllamaServer server = new OllamaServer(port);
      for (String model : models) {
        server.fault(model, Fault.NONE);
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on that goes wrong with that model, which is known. */
  public OllamaServer fault(String model, Fault fault) {
    models.put(model, fault);
    return this;
  }

  /** The model is known no more. */
  public OllamaServer remove(String model) {
    models.remove(model);
    return this;
  }

  /** What is answered to a request; without this the last message is repeated. */
  public OllamaServer answers(Function<JsonNode, String> answer) {
    answers = answer;
    return this;
  }

  /** How long it waits before each word. */
  public OllamaServer pace(Duration between) {
    pace = between;
    return this;
  }

  /** All requests for a chat, as they came. */
  public List<JsonNode> chats() {
    return List.copyOf(chats);
  }

  /** How many texts were embedded. */
  public int embedded() {
    return embedded.get();
  }

  /** How often the other side has gone away in the middle of an answer. */
  public int brokenOff() {
    return brokenOff.get();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static String echo(JsonNode request) {
    JsonNode messages = request.path("messages");
    return "You said: " + messages.path(messages.size() - 1).path("content").asText();
  }

  /** Answers one request. */
  private interface Handler {
    void handle(HttpExchange exchange, JsonNode request) throws IOException, InterruptedException;
  }

  private void serve(HttpExchange exchange, Handler handler) throws IOException {
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      handler.handle(exchange, body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
      exchange.close();
    } catch (IOException e) {
      brokenOff.incrementAndGet();
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void chat(HttpExchange exchange, JsonNode request)
      throws IOException, InterruptedException {
    chats.add(request);
    String model = request.path("model").asText();
    Fault fault = models.get(model);
    if (fault == null) {
      send(exchange, 404, error("model '" + model + "' not found"));
    } else if (fault == Fault.BROKEN) {
      send(exchange, 500, error("llama runner process has terminated"));
    } else if (fault == Fault.SILENT) {
      closing.await();
    } else {
      exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
      exchange.sendResponseHeaders(200, 0);
      stream(exchange.getResponseBody(), model, fault, answers.apply(request));
    }
  }

  private void stream(OutputStream out, String model, Fault fault, String answer)
      throws IOException, InterruptedException {
    String[] words = answer.split("(?<= )", -1);
    int tokens = 0;
    for (int at = 0; fault == Fault.ENDLESS || at < words.length; at++) {
      boolean breaks = fault != Fault.NONE && fault != Fault.ENDLESS;
      if (fault == Fault.EMPTY || (breaks && tokens == 3)) {
        break;
      }
      if (closing.await(pace.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
      line(out, chunk(model, words[at % words.length], false));
      tokens++;
    }
    switch (fault) {
      case STALLED -> closing.await();
      // What a handler throws closes the connection without the last chunk.
      case CUT -> {
        // A reset takes along what the client has not read yet: that would be no word at all.
        closing.await(READ_MILLIS, TimeUnit.MILLISECONDS);
        throw new IllegalStateException("cut");
      }
      case GARBAGE -> line(out, "<html>502 Bad Gateway</html>");
      case ERROR -> line(out, error("out of memory").toString());
      default -> {
        ObjectNode last = chunk(model, "", true);
        last.put("done_reason", "stop").put("prompt_eval_count", 11).put("eval_count", tokens);
        line(out, last);
        out.close();
      }
    }
  }

  private void embed(HttpExchange exchange, JsonNode request) throws IOException {
    String model = request.path("model").asText();
    Fault fault = models.get(model);
    if (fault == null) {
      send(exchange, 404, error("model \"" + model + "\" not found, try pulling it first"));
      return;
    }
    if (fault == Fault.BROKEN) {
      send(exchange, 500, error("llama runner process has terminated"));
      return;
    }
    ObjectNode answer = JSON.createObjectNode().put("model", model);
    ArrayNode embeddings = answer.putArray("embeddings");
    for (JsonNode text : request.path("input")) {
      ArrayNode numbers = embeddings.addArray();
      for (double number : meaning(model, text.asText())) {
        numbers.add(number);
      }
      embedded.incrementAndGet();
    }
    send(exchange, 200, answer.put("prompt_eval_count", 1));
  }

  /** Texts that share words are alike; each model sees them in its own way. */
  private static double[] meaning(String model, String text) {
    double[] numbers = new double[DIMENSION];
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
      long seed = (model + ":" + word).hashCode() * 0x9E3779B97F4A7C15L;
      for (int at = 0; at < DIMENSION; at++) {
        seed = seed * 6364136223846793005L + 1442695040888963407L;
        numbers[at] += (seed >> 33) / (double) (1L << 30);
      }
    }
    return numbers;
  }

  private void tags(HttpExchange exchange, JsonNode request) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode list = answer.putArray("models");
    models.keySet().forEach(name -> list.addObject().put("name", name).put("model", name));
    send(exchange, 200, answer);
  }

  private static ObjectNode chunk(String model, String content, boolean done) {
    ObjectNode chunk = JSON.createObjectNode();
    chunk.put("model", model).put("created_at", Instant.now().toString());
    chunk.putObject("message").put("role", "assistant").put("content", content);
    return chunk.put("done", done);
  }

  private static ObjectNode error(String message) {
    return JSON.createObjectNode().put("error", message);
  }

  private static void line(OutputStream out, Object json) throws IOException {
    out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
