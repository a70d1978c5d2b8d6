package com.hypermindlabs.understudy.assistant.model;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange with a model's server, which ends: the connection is closed when the server
 * takes too long to begin, falls silent or goes on for too long, and when {@link #end} is called
 * from any thread. LangChain4j's own client can do none of these. One object, one request; it is
 * carried out on the caller's thread, and what follows from it as well.
 */
final class Exchange implements HttpClient {
  private static final int MOST_OF_AN_ERROR = 4096;

  private final java.net.http.HttpClient client;
  private final Watch watch;
  private @Nullable CompletableFuture<HttpResponse<InputStream>> sending;
  private @Nullable InputStream body;
  private @Nullable RuntimeException unreadable;

  /**
   * @param client shared with other exchanges
   * @param watch of this exchange alone
   */
  Exchange(java.net.http.HttpClient client, Watch watch) {
    this.client = client;
    this.watch = watch;
  }

  /** Closes the connection; what waits for it goes on with an error. Harmless when it is over. */
  void end(String why) {
    watch.end(why);
  }

  /** Why it was ended before its time; empty when it was not. */
  String ended() {
    return watch.ended();
  }

  /** What the server sent that could not be read; null when all could. */
  @Nullable RuntimeException unreadable() {
    return unreadable;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    try (InputStream stream = open(request)) {
      byte[] bytes = stream.readNBytes(WatchedStream.MOST_BYTES);
      return SuccessfulHttpResponse.builder().statusCode(200).body(bytes).build();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      watch.close();
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    try (InputStream stream = open(request)) {
      parser.parse(stream, new Strict(listener));
    } catch (IOException e) {
      listener.onError(e);
    } finally {
      watch.close();
    }
  }

  /** Sends the request and returns what is answered, once the answer begins. */
  private InputStream open(HttpRequest request) throws IOException {
    watch.begin(this::close);
    CompletableFuture<HttpResponse<InputStream>> future =
        client.sendAsync(toJdk(request), HttpResponse.BodyHandlers.ofInputStream());
    synchronized (this) {
      sending = future;
    }
    if (!watch.ended().isEmpty()) {
      close();
    }
    HttpResponse<InputStream> response = await(future);
    InputStream stream = new WatchedStream(response.body(), watch);
    synchronized (this) {
      body = stream;
    }
    if (response.statusCode() / 100 != 2) {
      String text = new String(stream.readNBytes(MOST_OF_AN_ERROR), StandardCharsets.UTF_8);
      stream.close();
      throw new HttpException(response.statusCode(), text);
    }
    return stream;
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (CancellationException e) {
      throw new IOException("ended", e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void close() {
    @Nullable CompletableFuture<HttpResponse<InputStream>> future;
    @Nullable InputStream stream;
    synchronized (this) {
      future = sending;
      stream = body;
    }
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        // It is the reader who is told.
        return;
      }
    } else if (future != null) {
      future.cancel(true);
    }
  }

  private static java.net.http.HttpRequest toJdk(HttpRequest request) {
    java.net.http.HttpRequest.Builder builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
    request.headers().forEach((name, values) -> values.forEach(v -> builder.header(name, v)));
    @Nullable String text = request.body();
    return builder
        .method(
            request.method().name(),
            text == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text))
        .build();
  }

  /** Ends the exchange at the first line that is no answer, where LangChain4j would go on. */
  private final class Strict implements ServerSentEventListener {
    private final ServerSentEventListener listener;

    Strict(ServerSentEventListener listener) {
      this.listener = listener;
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
      try {
        listener.onEvent(event, context);
      } catch (RuntimeException e) {
        unreadable = e;
        context.parsingHandle().cancel();
      }
    }

    @Override
    public void onError(Throwable throwable) {
      listener.onError(throwable);
    }
  }
}
