package com.hypermindlabs.understudy.assistant;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A local HTTP server that speaks a service's protocol, and fails when it is told to. A fault is
 * taken by the next call of its method, and {@link #injected()} counts those that were.
 */
public abstract class ServiceDouble implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Fault>> faults = new HashMap<>();
  private final AtomicInteger injected = new AtomicInteger();

  /** Takes a free port of the loopback address; {@link #listen} answers there. */
  protected ServiceDouble() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
  }

  /** Begins to answer: the last act of a constructor, when there is nothing left to set. */
  protected final void listen() {
    server.createContext("/", this::handle);
    server.start();
  }

  /** What goes wrong with a call. */
  public enum Fault {
    /** The call is carried out, and the connection is cut instead of an answer. */
    CUT_AFTER(true),
    /** The connection is cut before anything is done. */
    CUT_BEFORE(false),
    /** An error of the service's own, as a page of its proxy. */
    BROKEN(false),
    /** The service asks to wait. */
    TOO_FAST(false),
    /** The service refuses the caller. */
    NOT_LET_IN(false);

    private final boolean carriedOut;

    Fault(boolean carriedOut) {
      this.carriedOut = carriedOut;
    }
  }

  /** What is answered. */
  public record Answer(int status, String body, Map<String, String> headers) {
    /** A JSON object. */
    public static Answer json(int status, String body) {
      return new Answer(status, body, Map.of("Content-Type", "application/json"));
    }
  }

  /** The base address. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next calls of a method go wrong, in this order. */
  public synchronized void next(String method, Fault... kinds) {
    faults.computeIfAbsent(method, key -> new ArrayDeque<>()).addAll(java.util.List.of(kinds));
  }

  /** How many calls went wrong as they were told to. */
  public int injected() {
    return injected.get();
  }

  /** What the service calls the method of a request. */
  protected abstract String method(HttpExchange exchange);

  /** Carries out a call. */
  protected abstract Answer call(String method, HttpExchange exchange, String body)
      throws Exception;

  /** The answer that goes with a fault. */
  protected abstract Answer failure(Fault fault);

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String method = method(exchange);
      Fault fault = take(method);
      Answer answer = fault == null || fault.carriedOut ? called(method, exchange, body) : null;
      if (fault == Fault.CUT_AFTER || fault == Fault.CUT_BEFORE) {
        return;
      }
      send(exchange, fault == null ? answer : failure(fault));
    }
  }

  private Answer called(String method, HttpExchange exchange, String body) throws IOException {
    try {
      return call(method, exchange, body);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(method, e);
    }
  }

  private synchronized Fault take(String method) {
    Deque<Fault> waiting = faults.get(method);
    Fault fault = waiting == null ? null : waiting.poll();
    if (fault != null) {
      injected.incrementAndGet();
    }
    return fault;
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** The fields of a form or of a query. */
  protected static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : encoded == null ? new String[0] : encoded.split("&", -1)) {
      int at = pair.indexOf('=');
      if (at > 0) {
        fields.put(
            URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
