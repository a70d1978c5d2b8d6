package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.serve.Served;
import com.hypermindlabs.understudy.assistant.settings.WebSettings;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Sessions;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The assistant in the browser. */
public final class Web implements Served {
  private static final Logger log = LoggerFactory.getLogger(Web.class);
  private static final int UNREAD_PARTS = 64;
  private static final long MOST_BYTES = 256 * 1024;
  private static final int MOST_THREADS = 100;
  private static final int FEWEST_THREADS = 4;
  private static final long LOOK = Duration.ofMillis(20).toNanos();

  private final WebParts parts;
  private final WebSettings settings;
  private final Surroundings surroundings;
  private final Guard guard;
  private final Streams streams;
  private final Replies replies;
  private final Watch watch;
  private final StatusRoutes status;
  private @Nullable ScheduledExecutorService clock;
  private @Nullable Javalin server;
  private volatile boolean leaving;

  /** Starts nothing yet. */
  public Web(WebParts parts) {
    this.parts = parts;
    this.settings = parts.settings().web();
    this.surroundings = new Surroundings(settings);
    this.guard =
        new Guard(
            new Sessions(parts.source(), parts.clock()),
            surroundings,
            parts.settings().telegram().owner().userId());
    this.streams = new Streams(guard);
    this.replies = new Replies(parts.backstage().chat());
    this.watch = new Watch(parts.backstage());
    this.status = new StatusRoutes(watch, streams, guard, surroundings);
  }

  @Override
  public String name() {
    return "web";
  }

  @Override
  public String missing() {
    return "";
  }

  /** The port that it listens on; for a setting of 0 the one that was found. */
  public synchronized int port() {
    if (server == null) {
      throw new IllegalStateException("the web page is not served");
    }
    return server.port();
  }

  /** How many pages listen. */
  int listening() {
    return streams.size();
  }

  @Override
  public synchronized void start() {
    if (leaving) {
      throw new IllegalStateException("the web page was stopped before it started");
    }
    Javalin made = Javalin.create(this::configure);
    try {
      server = made.start(settings.host(), settings.port());
    } catch (RuntimeException e) {
      made.stop();
      throw new IllegalStateException(
          "listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + Causes.deepest(e)
              + "; set web.host and web.port to what is free",
          e);
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "understudy-web-clock");
              thread.setDaemon(true);
              return thread;
            });
    clock = timer;
    streams.start(timer);
    replies.start(timer);
    watch.start(timer, streams::size);
    status.measure(parts, replies);
    log.info("the web page is on http://{}:{}/", settings.host(), server.port());
  }

  @Override
  public void stop(Duration patience) {
    leaving = true;
    long end = System.nanoTime() + patience.toNanos();
    while (replies.running() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK);
    }
    replies.stop();
    streams.close();
    synchronized (this) {
      if (clock != null) {
        clock.shutdownNow();
      }
      if (server != null) {
        server.stop();
        status.close();
      }
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = MOST_BYTES;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = threads();
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
          // What is refused unread is read away where it has come: a connection that is closed on
          // unread bytes is reset, and takes the answer with it.
          http.setMaxUnconsumedRequestContentReads(UNREAD_PARTS);
        });
    config.jetty.modifyServer(
        jetty -> {
          // For what is refused before it reaches a route, as a path that climbs.
          ErrorHandler plain = new ErrorHandler();
          plain.setShowStacks(false);
          plain.setShowCauses(false);
          jetty.setErrorHandler(plain);
        });
    config.router.javaLangErrorHandler(
        (response, error) -> {
          var unused = Problems.unexpected(error);
          response.setStatus(500);
        });
    routes(config.routes);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS);
    pool.setName("understudy-web");
    pool.setDaemon(true);
    return pool;
  }

  private void routes(RoutesConfig routes) {
    routes.before(
        context -> {
          SecurityHeaders.set(context, surroundings.secure(context));
          surroundings.check(context);
          if (leaving) {
            throw new Refusal(503, "the assistant is being stopped", Duration.ofSeconds(5));
          }
        });
    routes.beforeMatched(guard::check);
    Problems.add(routes);
    new Pages(guard).add(routes);
    new SessionRoutes(guard, surroundings, streams, parts).add(routes);
    new ChatRoutes(replies, new ChatHistory(parts.source()), streams).add(routes);
    new KnowledgeRoutes(parts).add(routes);
    new HeldRoutes(parts).add(routes);
    status.add(routes);
  }
}
