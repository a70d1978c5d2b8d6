package com.hypermindlabs.understudy.provision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The generated passwords, and the one file that holds them.
 *
 * @param application is not used where the settings give one
 */
record Passwords(Secret admin, Secret owner, Secret application) {
  private static final int RANDOM_BYTES = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  static Passwords generate() {
    SecureRandom random = new SecureRandom();
    return new Passwords(password(random), password(random), password(random));
  }

  /**
   * Reads the file; empty when there is none, or one that was damaged: the roles then get new
   * passwords.
   *
   * @throws IOException when it is there and may not be read
   */
  static Optional<Passwords> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file);
    try {
      JsonNode node = JSON.readTree(text);
      Secret admin = secret(node, "admin");
      Secret owner = secret(node, "owner");
      Secret application = secret(node, "application");
      return Optional.of(new Passwords(admin, owner, application));
    } catch (IOException | IllegalArgumentException e) {
      // Not logged: an error of the parser quotes what it could not parse.
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    String text =
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(
                Map.of(
                    "admin", admin.reveal(),
                    "owner", owner.reveal(),
                    "application", application.reveal()));
    DurableFile.write(file, text + "\n", "rw-------");
  }

  private static Secret secret(JsonNode node, String name) {
    String value = node.path(name).asText("");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return Secret.of(value);
  }

  private static Secret password(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
