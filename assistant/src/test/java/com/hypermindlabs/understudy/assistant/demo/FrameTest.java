package com.hypermindlabs.understudy.assistant.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.ReturnReport.TableReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final int LINES = 24;

  private static Frame full() {
    Stage.Sight sight =
        new Stage.Sight(Mode.DEGRADED, 12, Stage.Primary.BACK, 1_234_567, 1_234_567);
    Pulse pulse = new Pulse();
    for (int i = 1; i <= 100; i++) {
      pulse.take(new Stage.Sight(Mode.NORMAL, 0, Stage.Primary.SERVING, i * 100L, 0));
    }
    Frame.Scenery scenery =
        new Frame.Scenery(
            "18.4",
            "127.0.0.1:32767",
            "127.0.0.1:32768",
            sight,
            pulse.bars(new Style(false, true)));
    return new Frame(
        123.4,
        scenery,
        Collections.nCopies(8, new Frame.Line(99.9, "x".repeat(100))),
        "y".repeat(100));
  }

  private static DemoResult result(long lost) {
    ReturnReport account =
        new ReturnReport(
            2,
            Instant.EPOCH,
            Instant.EPOCH,
            "the primary serves again",
            3,
            Duration.ofMillis(40),
            List.of(
                new TableReturn(
                    "public.member",
                    new ReturnReport.Rows(1_234_567, 1_234_567, 5, 1, 1, 0, 0),
                    new ReturnReport.Proof(3, 3, "a", "a"))));
    return new DemoResult(
        "18.4",
        12345.6,
        234.5,
        new DemoResult.Writes(1_234_567, 1_234_567, 1_234, 16),
        new Audit(2_469_134, lost, 0),
        account,
        new Rows.Compared(2_469_134, 0),
        true,
        "25006",
        20);
  }

  @Test
  void noLineIsWiderThanATerminal() {
    Style style = new Style(false, true);
    List<String> picture = full().paint(style);
    assertThat(picture).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
    assertThat(DemoReport.text(result(0), style).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThan(80));
  }

  @Test
  void pictureAndReportFitOnOneScreen() {
    Style style = new Style(false, true);
    List<String> last = new Frame(99, full().scenery(), full().lines(), "").paint(style);
    assertThat(last.size() + DemoReport.text(result(0), style).lines().count()).isLessThan(LINES);
  }

  @Test
  void withoutColoursAndUnicodeItIsPlainAscii() {
    Style style = new Style(false, false);
    Frame frame = new Frame(1, null, full().lines(), "waiting");
    assertThat(String.join("\n", frame.paint(style)) + DemoReport.text(result(0), style))
        .matches("[\\x20-\\x7e\\n]*");
    assertThat(String.join("\n", full().paint(new Style(true, true)))).contains("\033[32m");
  }

  @Test
  void aBrokenPromiseIsSaid() {
    DemoResult bad = result(1);
    assertThat(bad.good()).isFalse();
    assertThat(DemoReport.text(bad, new Style(false, true))).contains("A promise was broken");
    assertThat(result(0).good()).isTrue();
  }
}
