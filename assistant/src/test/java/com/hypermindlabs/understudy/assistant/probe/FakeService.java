package com.hypermindlabs.understudy.assistant.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server of the loopback address that answers as it is told. */
public final class FakeService implements AutoCloseable {
  /**
   * What is answered to a path.
   *
   * @param status of HTTP
   * @param body as text
   */
  public record Answer(int status, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private FakeService(HttpServer server) {
    this.server = server;
  }

  /** Answers 404 to everything. */
  public static FakeService start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      FakeService service = new FakeService(server);
      server.setExecutor(service.threads);
      server.createContext("/", service::handle);
      server.start();
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on that path is answered so; a status of 0 is silence, -1 a slow drip without end. */
  public FakeService answer(String path, int status, String body) {
    answers.put(path, new Answer(status, body));
    return this;
  }

  /** Where it listens. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The paths asked for. */
  public List<String> asked() {
    return asked;
  }

  /** The Authorization headers that came. */
  List<String> authorizations() {
    return authorizations;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(exchange.getRequestURI().getPath());
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        authorizations.add(authorization);
      }
      String question =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Answer answer =
          answers.getOrDefault(
              exchange.getRequestURI().getPath() + question,
              answers.getOrDefault(
                  exchange.getRequestURI().getPath(), new Answer(404, "not found")));
      if (answer.status() == 0) {
        closed.await();
      } else if (answer.status() < 0) {
        exchange.sendResponseHeaders(200, 0);
        drip(exchange.getResponseBody(), answer.body());
      } else {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drip(OutputStream out, String part) throws IOException, InterruptedException {
    while (!closed.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      out.write(part.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
