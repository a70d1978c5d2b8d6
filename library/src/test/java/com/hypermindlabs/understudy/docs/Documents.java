package com.hypermindlabs.understudy.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's documents and what is in them. */
final class Documents {
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- (.*?) -->\n)?```(\\w*)\n(.*?\n)```\n", Pattern.DOTALL);

  private Documents() {}

  /**
   * A fenced block.
   *
   * @param note the comment on the line before it; null when none
   * @param language as {@code java}; empty when none
   */
  record Block(String note, String language, String text) {}

  /** The repository's root. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("config.empty.json"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Every document, but those that a build made. */
  static List<Path> all() {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fenced blocks of a document. */
  static List<Block> blocks(Path document) {
    return BLOCK
        .matcher(read(document))
        .results()
        .map((MatchResult found) -> new Block(found.group(1), found.group(2), found.group(3)))
        .toList();
  }

  /** The README's block with that note. */
  static String ofReadme(String note) {
    return blocks(root().resolve("README.md")).stream()
        .filter(block -> note.equals(block.note()))
        .map(Block::text)
        .findFirst()
        .orElseThrow(() -> new AssertionError("README.md has no block noted " + note));
  }

  /** The text without its fenced blocks. */
  static String prose(Path document) {
    return BLOCK.matcher(read(document)).replaceAll("");
  }

  /** The lines of a source between {@code // example: name} and {@code // example end}. */
  static String example(Path source, String name) {
    Pattern region =
        Pattern.compile(
            "// example: " + Pattern.quote(name) + "\n(.*?)\n *// example end", Pattern.DOTALL);
    return region
        .matcher(read(source))
        .results()
        .map(found -> found.group(1).stripTrailing().stripIndent() + "\n")
        .findFirst()
        .orElseThrow(() -> new AssertionError(source + " has no example " + name));
  }
}
