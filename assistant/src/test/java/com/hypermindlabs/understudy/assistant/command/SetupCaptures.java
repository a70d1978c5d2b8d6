package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.settings.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages of setup as docs/setup.md shows them: below {@code <!-- page: name -->} a block of
 * text. What differs from run to run and machine to machine is the same in all of them.
 */
final class SetupCaptures {
  private static final Pattern BLOCK =
      Pattern.compile("<!-- page: ([a-z0-9-]+) -->\n```text\n(.*?)```", Pattern.DOTALL);

  private static final Pattern TIME = Pattern.compile("(?m)(?<=[a-z]) +\\d+(\\.\\d)? ms$");

  private final Map<String, String> pages = new LinkedHashMap<>();
  private final Map<String, String> same = new LinkedHashMap<>();

  /** From now on this text is shown as that one. */
  SetupCaptures showing(String text, String as) {
    same.put(text, as);
    return this;
  }

  /** Keeps a page as it is seen now. */
  void keep(String name, String screen) {
    String page = screen;
    for (Map.Entry<String, String> one : same.entrySet()) {
      page = page.replace(one.getKey(), one.getValue());
    }
    page =
        page.replaceAll("\\d+ MB free", "51200 MB free")
            .replaceAll("\\d+\\.\\d ms a round trip", "0.4 ms a round trip")
            // The default, which is not said.
            .replaceAll("--state-dir\\s+/var/lib/understudy ", "")
            .replaceAll("applies \\d+ steps", "applies 6 steps")
            .replaceAll(
                "under the account .*",
                "under the account postgres: PostgreSQL refuses to run as root")
            .replaceAll("127\\.0\\.0\\.1:[23]\\d{4},", "127.0.0.1:24680,");
    page = TIME.matcher(page).replaceAll(SetupCaptures::time);
    pages.put(
        name, page.lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n")));
  }

  /** Always the same, in as many columns. */
  private static String time(MatchResult found) {
    String time = found.group().contains(".") ? "2.5 ms" : "12 ms";
    return " ".repeat(Math.max(1, found.group().length() - time.length())) + time;
  }

  /** All of them. */
  Map<String, String> pages() {
    return pages;
  }

  /** Those of the document. */
  static Map<String, String> documented() throws IOException {
    Map<String, String> blocks = new LinkedHashMap<>();
    Matcher matcher = BLOCK.matcher(Files.readString(document()));
    while (matcher.find()) {
      blocks.put(matcher.group(1), matcher.group(2));
    }
    return blocks;
  }

  /** Puts those that were kept into the document. */
  void write() throws IOException {
    String text =
        BLOCK
            .matcher(Files.readString(document()))
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        "<!-- page: "
                            + found.group(1)
                            + " -->\n```text\n"
                            + pages.getOrDefault(found.group(1), found.group(2))
                            + "```"));
    Files.writeString(document(), text);
  }

  private static Path document() {
    return Repository.file("docs/setup.md");
  }
}
