package com.hypermindlabs.understudy.assistant.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  @Test
  void blocksAreRenderedAndWrapped() {
    assertThat(plain("# Head\n\nOne two three four five six.\n\n- a b\n- c\n  1. d\n", 20))
        .containsExactly(
            "Head", "", "One two three four", "five six.", "", "• a b", "• c", "  1. d");
    assertThat(plain("> quoted\n\n```java\nint a;\n```\n\nend", 20))
        .containsExactly("│ quoted", "", "  int a;", "", "end");
    assertThat(plain("see [here](https://e.org)", 60)).containsExactly("see here (https://e.org)");
  }

  @Test
  void noLineIsWiderThanTheScreen() {
    String wide = "日本語の文章 ".repeat(20) + "x".repeat(100) + "\n\n```\n" + "y".repeat(90) + "\n```";
    for (AttributedString line : Markdown.lines(wide, 30)) {
      assertThat(line.columnLength()).isLessThanOrEqualTo(30);
    }
    assertThat(String.join("", plain(wide, 30)).replace(" ", ""))
        .contains("日本語の文章日本語", "x".repeat(100));
  }

  @Test
  void nothingCommandsTheTerminal() {
    String hostile = "a\u001b[31mred\u0007 b\u009b1m\u202ec\r\nnew";
    assertThat(Printable.of(hostile)).isEqualTo("a[31mred b1mc\nnew");
    assertThat(String.join("", plain("`" + hostile + "`", 80))).doesNotContain("\u001b", "\u009b");
    assertThat(Printable.of("👩‍👩‍👧 ok")).isEqualTo("👩‍👩‍👧 ok");
  }

  @Test
  void whatIsFinishedCannotChangeAnyMore() {
    assertThat(Blocks.finished("still writing")).isZero();
    assertThat(Blocks.finished("one\n\ntwo")).isEqualTo(5);
    assertThat(Blocks.finished("```\na\n\nb\n")).isZero();
    assertThat(Blocks.finished("```\na\n\nb\n```\nrest")).isEqualTo(13);
    assertThat(Blocks.finished("- one\n\n")).isZero();
    assertThat(Blocks.finished("1. one\n\n2. two\n\nend")).isEqualTo(16);
    assertThat(Blocks.finished("1. one\n\n2")).isEqualTo(8);
  }

  private static List<String> plain(String markdown, int width) {
    return Markdown.lines(markdown, width).stream().map(AttributedString::toString).toList();
  }
}
