package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.store.Document;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.NewDocument;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.config.FileCause;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes files into documents of one domain. A file's real path is its source: imported again it
 * takes the place of what was known of it, and is left alone when nothing has changed. A change of
 * route meanwhile does no harm, every step can be repeated. Thread-safe.
 */
public final class Import {
  private static final int MOST_ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Knowledge knowledge;
  private final String domain;

  /** Into a domain, which is made when there is none of that name; everyone may read a new one. */
  public Import(Knowledge knowledge, String domain) {
    this.knowledge = knowledge;
    this.domain = domain;
  }

  /** What became of a file. */
  public enum State {
    ADDED,
    REPLACED,
    UNCHANGED,
    FAILED
  }

  /**
   * One file.
   *
   * @param source its real path
   * @param passages how many parts it has; 0 when it failed
   * @param problem why it failed; else null
   */
  public record Outcome(String source, State state, int passages, @Nullable String problem) {}

  /** Hears of each file of a folder when it is done. */
  @FunctionalInterface
  public interface Listener {
    /** One more is done. */
    void done(int done, int all, Outcome outcome);
  }

  /**
   * Imports every file of a known kind below a folder, in the order of their names; hidden files
   * and folders and symbolic links are passed over. A file that cannot be imported stops no other.
   *
   * @throws IOException when the folder cannot be read
   * @throws StoreException when the database does not serve
   */
  public List<Outcome> folder(Path folder, Listener listener) throws IOException {
    List<Path> files = files(folder.toRealPath());
    List<Outcome> outcomes = new ArrayList<>();
    for (Path file : files) {
      Outcome outcome = file(file);
      outcomes.add(outcome);
      listener.done(outcomes.size(), files.size(), outcome);
    }
    return outcomes;
  }

  /**
   * Imports one file, whatever its name.
   *
   * @throws StoreException when the database does not serve
   */
  public Outcome file(Path file) {
    String source = file.toString();
    try {
      Path real = file.toRealPath();
      source = real.toString();
      return put(new SourceFile(real).read(domain));
    } catch (IOException | IllegalArgumentException e) {
      return new Outcome(source, State.FAILED, 0, problem(e));
    }
  }

  /**
   * Imports a file under a name and a source of the caller's, as one that came over the network.
   *
   * @throws StoreException when the database does not serve
   */
  public Outcome file(Path file, String name, String source) {
    try {
      return put(new SourceFile(file, name, source).read(domain));
    } catch (IOException | IllegalArgumentException e) {
      return new Outcome(source, State.FAILED, 0, problem(e));
    }
  }

  private Outcome put(NewDocument document) {
    for (int attempt = 1; ; attempt++) {
      try {
        return putOnce(document);
      } catch (StoreException e) {
        if (!e.passing() || attempt == MOST_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private Outcome putOnce(NewDocument document) {
    Optional<Document> known = knowledge.find(document.source());
    State state = known.isPresent() ? State.REPLACED : State.ADDED;
    if (known.isPresent()
        && known.get().digest().equals(document.digest())
        && known.get().domain().equals(domain)) {
      state = State.UNCHANGED;
    } else {
      knowledge.ensureDomain(domain);
      var unused = knowledge.put(document);
    }
    return new Outcome(document.source(), state, document.passages().size(), null);
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return hidden(path) && !path.equals(folder)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !hidden(path) && SourceFile.named(path)) {
              files.add(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  private static boolean hidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  private static String problem(Exception thrown) {
    return thrown instanceof IOException unread
        ? FileCause.inWords(unread)
        : String.valueOf(thrown.getMessage());
  }
}
