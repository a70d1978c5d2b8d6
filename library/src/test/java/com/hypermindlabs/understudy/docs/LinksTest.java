package com.hypermindlabs.understudy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents point at is there: files, headings, tests. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  static Stream<Path> documents() {
    return Documents.all().stream();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkWithinTheRepositoryLeadsSomewhere(Path document) {
    Set<String> dead = new HashSet<>();
    LINK.matcher(Documents.prose(document))
        .results()
        .map(found -> found.group(1))
        .filter(target -> !target.matches("[a-z]+:.*"))
        .filter(target -> !leadsSomewhere(document, target))
        .forEach(dead::add);
    assertThat(dead).as("dead links of " + document).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyTestThatADocumentNamesIsThere(Path document) {
    Map<String, String> tests = tests();
    Set<String> missing = new HashSet<>();
    TEST.matcher(Documents.prose(document))
        .results()
        .filter(found -> !isThere(tests, found.group(1), found.group(2)))
        .forEach(found -> missing.add(found.group()));
    assertThat(missing).as("tests that " + document + " names").isEmpty();
  }

  private static boolean isThere(Map<String, String> tests, String test, @Nullable String method) {
    String source = tests.getOrDefault(test, "");
    return method == null
        ? !source.isEmpty()
        : source.contains(" " + method + "(") || source.contains("ArchRule " + method + " ");
  }

  private static boolean leadsSomewhere(Path document, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  /** As the usual renderers make them of headings. */
  private static Set<String> anchors(Path file) {
    return HEADING
        .matcher(Documents.prose(file))
        .results()
        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /** The sources of all test classes by their names. */
  private static Map<String, String> tests() {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(Documents.root())) {
      List<Path> sources =
          files.filter(file -> file.toString().contains("/src/test/java/")).toList();
      for (Path source : sources) {
        String name = source.getFileName().toString();
        if (name.endsWith("Test.java")) {
          // Several modules have a test of one name, as ArchitectureTest.
          tests.merge(
              name.substring(0, name.length() - ".java".length()),
              Documents.read(source),
              String::concat);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return tests;
  }
}
