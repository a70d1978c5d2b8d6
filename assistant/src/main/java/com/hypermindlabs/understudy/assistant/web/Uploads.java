package com.hypermindlabs.understudy.assistant.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes files as the bare bodies of requests: what the sender calls them names nothing here. */
final class Uploads {
  /** The endings of files that can be read. */
  static final Set<String> TYPES =
      new LinkedHashSet<>(List.of(".txt", ".md", ".markdown", ".html", ".htm", ".pdf"));

  private static final Logger log = LoggerFactory.getLogger(Uploads.class);
  private static final int AT_ONCE = 4;
  private static final int CHUNK = 64 * 1024;

  private final long most;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  /**
   * @param most the most bytes of a file
   */
  Uploads(long most) {
    this.most = most;
  }

  /**
   * Writes what is sent into a file of ours.
   *
   * @throws Refusal when it is too large, or as many as can be are under way
   */
  Path receive(Context context) throws IOException {
    long announced = context.req().getContentLengthLong();
    if (announced > most) {
      throw tooLarge();
    }
    if (!turns.tryAcquire()) {
      throw new Refusal(503, "others are uploading; try again in a moment");
    }
    Path file = Files.createTempFile("understudy-upload-", ".part");
    try (InputStream in = context.req().getInputStream();
        OutputStream out = Files.newOutputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      long all = 0;
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        all += read;
        if (all > most) {
          throw tooLarge();
        }
        out.write(chunk, 0, read);
      }
      return file;
    } catch (IOException | RuntimeException e) {
      forget(file);
      throw e;
    } finally {
      turns.release();
    }
  }

  /** Removes a file of ours. */
  static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("remove an uploaded file: {}", e.toString());
    }
  }

  private Refusal tooLarge() {
    String size = most >= 1 << 20 ? (most >> 20) + " MB" : (most >> 10) + " KB";
    return new Refusal(413, "the file is larger than " + size + " (web.max_upload)");
  }
}
