package com.hypermindlabs.understudy.assistant.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.telegram.Span.Look;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Markdown as Telegram shows it, and cut as Telegram takes it. */
class PartTest {
  @Test
  void markdownBecomesTextWithSpans() {
    Part part = Markup.of("# Title\n\nSome **bold *both*** and `code` at [home](https://e.org).\n");
    assertThat(part.text()).isEqualTo("Title\n\nSome bold both and code at home.");
    assertThat(looks(part))
        .containsExactly("BOLD Title", "BOLD bold both", "ITALIC both", "CODE code", "LINK home");
    assertThat(part.spans().get(4).detail()).isEqualTo("https://e.org");
  }

  @Test
  void listsQuotesAndCodeKeepTheirShape() {
    Part part =
        Markup.of(
            "1. one\n2. two\n   - inner\n\n> said\n>\n> twice\n\n```java\nint a;\n\nint b;\n```");
    assertThat(part.text())
        .isEqualTo("1. one\n2. two\n  • inner\n\nsaid\n\ntwice\n\nint a;\n\nint b;");
    assertThat(looks(part)).contains("QUOTE said\n\ntwice", "BLOCK_OF_CODE int a;\n\nint b;");
  }

  @Test
  void whatLooksLikeMarkupOfTelegramIsText() {
    String hostile = "a_b*c [x](javascript:alert) <b>no</b> `";
    assertThat(Markup.of(hostile).text()).contains("a_b*c", "<b>no</b>").doesNotContain("\\");
    assertThat(looks(Markup.of(hostile))).noneMatch(look -> look.startsWith("LINK"));
  }

  @Test
  void aCutBlockOfCodeIsABlockInBothParts() {
    List<Part> parts = Markup.of("```sh\n" + "echo line\n".repeat(20) + "```").cut(100);
    assertThat(parts).hasSizeGreaterThan(1);
    for (Part part : parts) {
      assertThat(looks(part)).containsExactly("BLOCK_OF_CODE " + part.text());
      assertThat(part.spans().get(0).detail()).isEqualTo("sh");
    }
  }

  @Test
  void partsAreCutWhereItHurtsLeast() {
    assertThat(texts(new Part("aaaa aaaa\n\nbbbb bbbb bbbb", List.of()).cut(16)))
        .containsExactly("aaaa aaaa", "bbbb bbbb bbbb");
    assertThat(texts(new Part("😀".repeat(10), List.of()).cut(5)))
        .containsExactly("😀😀", "😀😀", "😀😀", "😀😀", "😀😀");
    Part link = new Part("go on to the link", List.of(new Span(9, 17, Look.LINK, "https://e.org")));
    assertThat(texts(link.cut(14))).containsExactly("go on to", "the link");
  }

  @Test
  void whateverIsCutNothingIsLostAndEverySpanIsInside() {
    Random random = new Random(5);
    for (int round = 0; round < 500; round++) {
      String markdown =
          random
              .ints(200)
              .mapToObj(
                  i ->
                      List.of("a", "b ", "\n", "\n\n", "**", "`", "😀", "```\n", "- ", "> ")
                          .get(Math.floorMod(i, 10)))
              .collect(Collectors.joining());
      Part whole = Markup.of(markdown);
      List<Part> parts = whole.cut(20);
      assertThat(String.join("", texts(parts)).replaceAll("\\s", ""))
          .as(markdown)
          .isEqualTo(whole.text().replaceAll("\\s", ""));
      for (Part part : parts) {
        assertThat(part.text().length()).isBetween(1, 20);
        assertThat(part.spans())
            .allSatisfy(
                span -> assertThat(span.to()).isBetween(span.from() + 1, part.text().length()));
        assertThat(Part.of(part.json())).isEqualTo(part);
      }
    }
  }

  private static List<String> texts(List<Part> parts) {
    return parts.stream().map(Part::text).toList();
  }

  private static List<String> looks(Part part) {
    return part.spans().stream()
        .map(span -> span.look() + " " + part.text().substring(span.from(), span.to()))
        .toList();
  }
}
