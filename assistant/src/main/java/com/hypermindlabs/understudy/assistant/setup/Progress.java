package com.hypermindlabs.understudy.assistant.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.edit.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of a run that was left, kept in the state directory for the next start. No secret is
 * ever among them.
 */
public final class Progress {
  /** Its name in the state directory. */
  public static final String NAME = "setup.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  /**
   * Touches nothing yet.
   *
   * @param stateDirectory made when something is kept there
   */
  public Progress(Path stateDirectory) {
    this.file = stateDirectory.resolve(NAME);
  }

  /** Whether something is kept that can be taken up. */
  public boolean kept() {
    return read().isPresent();
  }

  /** Keeps what a run was told so far; with nothing told there is nothing to keep. */
  public void save(SetupSession session) throws IOException {
    Map<String, String> told = session.progress();
    if (told.isEmpty()) {
      return;
    }
    ObjectNode root = JSON.createObjectNode();
    root.put("page", session.page().name());
    ObjectNode answers = root.putObject("answers");
    told.forEach(answers::put);
    makeFolder();
    Writing.whole(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  /** Gives a run the answers that were kept, those that are still right, and its page. */
  public void resume(SetupSession session) {
    read()
        .ifPresent(
            root -> {
              for (Question question : Catalogue.fixed()) {
                String text = root.path("answers").path(question.id()).asText("");
                boolean right = !question.secret() && question.problem(text).isEmpty();
                if (right && !text.isEmpty()) {
                  session.answer(question, text);
                }
              }
              for (Page page : Page.values()) {
                if (page.name().equals(root.path("page").asText()) && page.asks()) {
                  session.turnTo(page);
                }
              }
            });
  }

  /** Forgets it. */
  public void forget() throws IOException {
    Files.deleteIfExists(file);
  }

  /** What is damaged is not offered. */
  private Optional<JsonNode> read() {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      return Optional.of(root).filter(known -> !known.path("answers").isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** As provisioning makes it: root's servers run under an account that has to pass through. */
  private void makeFolder() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      boolean root = "root".equals(System.getProperty("user.name"));
      Files.setPosixFilePermissions(
          folder, PosixFilePermissions.fromString(root ? "rwx--x--x" : "rwx------"));
    }
  }
}
