package com.hypermindlabs.understudy.assistant.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes requests that come near to what the page understands, every second one of somebody signed
 * in, from a seed. One connection, opened anew when the page closes it.
 */
final class OddRequests implements AutoCloseable {
  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/signin",
          "/knowledge",
          "/status",
          "/telegram",
          "/healthz",
          "/readyz",
          "/metrics",
          "/api/session",
          "/api/session/telegram",
          "/api/chat/messages",
          "/api/chat/replies/@/stop",
          "/api/knowledge",
          "/api/knowledge/search",
          "/api/knowledge/@",
          "/api/held",
          "/api/held/@",
          "/api/status",
          "/assets/@",
          "/@");
  private static final List<String> BITS =
      List.of(
          "",
          "1",
          "-1",
          "0",
          "99999999999999999999",
          "null",
          "true",
          "[]",
          "{}",
          "\"",
          "'",
          "\\",
          "<script>",
          "../..",
          "%2e%2e%2f",
          "%",
          "%zz",
          "%00",
          "%0d%0a",
          "%ff%fe",
          "😀",
          "é",
          "a b",
          "' OR 1=1 --",
          "${jndi:ldap://x}",
          "018f0000-0000-7000-8000-000000000000",
          "general",
          "a.md",
          "a.exe",
          "held",
          "ours",
          "\u0000",
          "\uFFFF");
  private static final List<String> FIELDS =
      List.of(
          "login",
          "password",
          "init_data",
          "body",
          "client_key",
          "take",
          "q",
          "name",
          "domain",
          "before",
          "from",
          "odd");

  private static final int ATTEMPTS = 20;

  private final WebSite site;
  private final Random random;
  private final List<Browsing> signedIn;
  private Socket socket;
  private int count;

  /** An answer to one of them. */
  record Answer(String request, int status, String body) {}

  OddRequests(WebSite site, long seed, List<Browsing> signedIn) {
    this.site = site;
    this.random = new Random(seed);
    this.signedIn = signedIn;
  }

  Answer next() throws IOException {
    String method = one(METHODS);
    String body = method.equals("GET") || method.equals("HEAD") ? "" : body();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target()).append(" HTTP/1.1\r\nHost: ");
    head.append(random.nextInt(50) == 0 ? "evil.example" : "127.0.0.1").append("\r\n");
    if (count++ % 2 == 0) {
      Browsing who = one(signedIn);
      head.append("Cookie: ").append(who.header("Cookie")).append("\r\n");
      if (random.nextInt(10) > 0) {
        head.append("X-CSRF-Token: ").append(who.header("X-CSRF-Token")).append("\r\n");
      }
    } else if (random.nextBoolean()) {
      head.append("Cookie: understudy=").append(header(bit())).append("\r\n");
    }
    if (random.nextInt(12) == 0) {
      head.append(
              one(List.of("Origin", "Sec-Fetch-Site", "Range", "Last-Event-ID", "If-None-Match")))
          .append(": ")
          .append(header(bit()))
          .append("\r\n");
    }
    if (bytes.length > 0 || !method.equals("GET")) {
      head.append("Content-Type: ")
          .append(one(List.of("application/json", "application/json", "text/plain", "x", "*/*;;")))
          .append("\r\nContent-Length: ")
          .append(bytes.length)
          .append("\r\n");
    }
    return exchange(method, head.append("\r\n").toString(), bytes);
  }

  private String target() {
    String path = one(PATHS).replace("@", encoded(bit()));
    // Signing out, and guesses that would slow down all others, are other tests' affairs.
    StringBuilder target = new StringBuilder(path);
    for (int n = random.nextInt(3); n > 0; n--) {
      target.append(target.indexOf("?") < 0 ? '?' : '&');
      target.append(one(FIELDS)).append('=').append(encoded(bit()));
    }
    return target.toString();
  }

  private String body() {
    StringBuilder body = new StringBuilder("{");
    for (int n = random.nextInt(4); n > 0; n--) {
      body.append(body.length() > 1 ? "," : "").append('"').append(one(FIELDS)).append("\":");
      String bit = bit();
      body.append(random.nextBoolean() ? quoted(bit) : bit);
    }
    body.append("}");
    return switch (random.nextInt(12)) {
      case 0 -> bit();
      case 1 -> "[".repeat(random.nextInt(3000));
      case 2 -> body.substring(0, random.nextInt(body.length()));
      case 3 -> "x".repeat(random.nextInt(300_000));
      default -> body.toString();
    };
  }

  private static String quoted(String text) {
    return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.textNode(text).toString();
  }

  private String bit() {
    return one(BITS) + (random.nextInt(4) == 0 ? one(BITS) : "");
  }

  /** What may stand in a target; the odd escapes stay odd. */
  private static String encoded(String bit) {
    StringBuilder text = new StringBuilder();
    for (byte each : bit.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = each > ' ' && each < 127 && "\"<>\\^`{|}#?&".indexOf(each) < 0;
      text.append(plain ? String.valueOf((char) each) : String.format(Locale.ROOT, "%%%02X", each));
    }
    return text.toString();
  }

  private static String header(String bit) {
    return encoded(bit).replace("%", "");
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Answer exchange(String method, String head, byte[] body) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        if (socket == null) {
          socket = new Socket(InetAddress.getLoopbackAddress(), site.web().port());
          socket.setSoTimeout(60_000);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head.getBytes(StandardCharsets.UTF_8));
        all.write(body);
        socket.getOutputStream().write(all.toByteArray());
        socket.getOutputStream().flush();
        return answer(method, head.lines().findFirst().orElse(""));
      } catch (IOException e) {
        close();
        // The page closes a connection after what it will not read to the end, and the answer may
        // be lost with it, again and again on a busy machine.
        if (attempt == ATTEMPTS) {
          throw new IOException(head, e);
        }
      }
    }
  }

  private Answer answer(String method, String request) throws IOException {
    InputStream in = socket.getInputStream();
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no answer: " + status);
    }
    int length = 0;
    boolean chunked = false;
    boolean closes = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      chunked |= lower.equals("transfer-encoding: chunked");
      closes |= lower.equals("connection: close");
    }
    int code = Integer.parseInt(status.substring(9, 12));
    String body = "";
    if (!method.equals("HEAD") && code != 204 && code != 304) {
      body = chunked ? chunks(in) : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    if (closes) {
      close();
    }
    return new Answer(request, code, body);
  }

  private static String chunks(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    for (int size = Integer.parseInt(line(in), 16);
        size > 0;
        size = Integer.parseInt(line(in), 16)) {
      body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
      line(in);
    }
    line(in);
    return body.toString();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("the connection ended");
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
