package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.digest.Sha256;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pages and what they are made of, read once. A page is the same for everyone: what it shows it
 * asks for, and is told what its reader may see.
 */
final class Pages {
  private static final Map<String, Access> PAGES =
      Map.of(
          "/", Access.MEMBER,
          "/knowledge", Access.MEMBER,
          "/status", Access.OPERATOR,
          "/signin", Access.ANYONE,
          "/telegram", Access.ANYONE);

  private static final List<String> FILES =
      List.of(
          "app.css",
          "app.js",
          "chat.js",
          "charts.js",
          "held.js",
          "icon.svg",
          "knowledge.js",
          "markdown.js",
          "net.js",
          "signin.js",
          "status.js",
          "telegram.js",
          "theme.js",
          "vendor/marked.esm.js",
          "vendor/pico.min.css",
          "vendor/purify.es.mjs",
          "vendor/uPlot.esm.js",
          "vendor/uPlot.min.css");

  private final Guard guard;
  private final Map<String, Asset> assets = new LinkedHashMap<>();

  /** A file, and the tag by which a browser knows that it has it. */
  private record Asset(ByteBuffer bytes, String type, String tag) {}

  Pages(Guard guard) {
    this.guard = guard;
    PAGES.keySet().forEach(path -> assets.put(path, read(file(path))));
    FILES.forEach(file -> assets.put("/assets/" + file, read(file)));
  }

  void add(RoutesConfig routes) {
    PAGES.forEach(
        (path, needed) -> routes.get(path, context -> page(context, needed), Access.ANYONE));
    FILES.forEach(file -> routes.get("/assets/" + file, this::send, Access.ANYONE));
    routes.get("/favicon.ico", context -> context.redirect("/assets/icon.svg"), Access.ANYONE);
  }

  private static String file(String path) {
    return path.equals("/") ? "chat.html" : path.substring(1) + ".html";
  }

  private void page(Context context, Access needed) {
    if (needed != Access.ANYONE) {
      Optional<Caller> caller;
      try {
        caller = guard.find(context);
      } catch (StoreException e) {
        // In an outage nobody can be looked up: the page itself says nothing, and tells of it.
        send(context);
        return;
      }
      if (caller.isEmpty()) {
        context.redirect("/signin");
        return;
      }
      if (!caller.get().access().includes(needed)) {
        throw new Refusal(403, "this page is for operators; ask the owner for the role");
      }
    }
    send(context);
  }

  private void send(Context context) {
    Asset asset = assets.get(context.path());
    if (asset == null) {
      throw new Refusal(404, "there is no such page");
    }
    // Asked again each time, answered from the browser's own copy.
    context.header("Cache-Control", "no-cache").header("ETag", asset.tag());
    if (asset.tag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(asset.type()).result(asset.bytes().array());
  }

  private static Asset read(String file) {
    try (InputStream in = Pages.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks the file " + file);
      }
      byte[] bytes = in.readAllBytes();
      return new Asset(ByteBuffer.wrap(bytes), type(file), '"' + digest(bytes) + '"');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      case ".svg" -> "image/svg+xml";
      default -> "text/javascript; charset=utf-8";
    };
  }

  private static String digest(byte[] bytes) {
    return Sha256.hex(bytes).substring(0, 16);
  }

  /** What a person sees in place of a page that cannot be shown. */
  static String problem(int status, String message) {
    try (InputStream in = Pages.class.getResourceAsStream("problem.html")) {
      if (in == null) {
        return message;
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{status}", Integer.toString(status))
          .replace("{message}", escaped(message));
    } catch (IOException e) {
      return message;
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
