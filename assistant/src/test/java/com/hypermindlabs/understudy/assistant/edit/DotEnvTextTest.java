package com.hypermindlabs.understudy.assistant.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTextTest {
  private static final int CASES = 12_000;
  private static final List<String> NAMES = List.of("A", "B", "POSTGRES_HOST", "x.y", "export");

  @Test
  void anyEditOfAnyFileChangesThatValueAndNoOtherByte() {
    Seed.cases(CASES, DotEnvTextTest::oneEdit);
  }

  private static void oneEdit(Random random) {
    RandomJson generated = new RandomJson(random);
    String before = text(generated, random);
    String name = generated.pick(List.of("A", "POSTGRES_HOST", "NEW", "x.y"));
    String value = random.nextInt(6) == 0 ? "" : generated.words();
    String after = DotEnvText.of(before).with(name, value).text();
    Map<String, String> wanted = new LinkedHashMap<>(PlainDotEnv.read(before));
    wanted.put(name, value);
    assertThat(PlainDotEnv.read(after)).as("%s ---> %s", before, after).isEqualTo(wanted);
    assertThat(onlyOnePlace(before, after)).as("%s ---> %s", before, after).isTrue();
  }

  /** What differs is one piece that stands behind an equals sign, or a new line at the end. */
  private static boolean onlyOnePlace(String before, String after) {
    int head = 0;
    int shorter = Math.min(before.length(), after.length());
    while (head < shorter && before.charAt(head) == after.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
      tail++;
    }
    String old = before.substring(head, before.length() - tail);
    if (old.isEmpty() && after.startsWith(before)) {
      return true;
    }
    int line = before.lastIndexOf('=', Math.max(0, head - 1));
    return old.isEmpty() || line >= 0;
  }

  private static String text(RandomJson generated, Random random) {
    StringBuilder text = new StringBuilder();
    String end = generated.pick(List.of("\n", "\r\n", "\r", "mixed"));
    for (int lines = random.nextInt(7); lines > 0; lines--) {
      text.append(line(generated, random));
      boolean open = lines == 1 && random.nextBoolean();
      text.append(open ? "" : end.equals("mixed") ? generated.pick(List.of("\n", "\r\n")) : end);
    }
    return text.toString();
  }

  private static String line(RandomJson generated, Random random) {
    String blank = generated.pick(List.of("", "", " ", "\t", "  "));
    if (random.nextInt(4) == 0) {
      return blank + generated.pick(List.of("", "# A=commented", "#", "#POSTGRES_HOST='x"));
    }
    String export = generated.pick(List.of("", "", "export ", "export\t "));
    String equals = generated.pick(List.of("=", "=", " = ", "= ", "\t="));
    String behind = generated.pick(List.of("", "", " ", " # why", "\t#", "  # it's \"so\""));
    return blank + export + generated.pick(NAMES) + equals + value(generated, random) + behind;
  }

  private static String value(RandomJson generated, Random random) {
    String words = generated.words();
    return switch (random.nextInt(4)) {
      case 0 -> "'" + words.replace("'", "") + "'";
      case 1 -> '"' + words.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case 2 -> "";
      default -> {
        String bare = words.replaceAll("[\\r\\n]", "").strip();
        yield bare.startsWith("\"") || bare.startsWith("'") ? "b" + bare : bare;
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "A=old # why|A=new # why",
        "export A = 'old'# why|export A = 'new'# why",
        "A=\"old\"|A=\"new\"",
        "A=|A=new",
        "A= # why|A=new # why",
        "A=1|A=new"
      })
  void theLineKeepsItsStyle(String before, String after) {
    assertThat(DotEnvText.of("# first\r\n" + before + "\r\nB=2").with("A", "new").text())
        .isEqualTo("# first\r\n" + after + "\r\nB=2");
  }

  @Test
  void aNewVariableComesLastInTheStyleOfTheFile() {
    assertThat(DotEnvText.of("").with("A", "1").text()).isEqualTo("A=1\n");
    assertThat(DotEnvText.of("B=2").with("A", "1").text()).isEqualTo("B=2\nA=1");
    assertThat(DotEnvText.of("export B=2\r\n").with("A", "x y").text())
        .isEqualTo("export B=2\r\nexport A='x y'\r\n");
  }

  @Test
  void ofARepeatedNameTheOneThatCountsIsEdited() {
    assertThat(DotEnvText.of("A=1\nA=2\n").with("A", "3").text()).isEqualTo("A=1\nA=3\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "A='secret", "A=\"secret\" more", "=secret"})
  void whatTheProgramCannotReadIsRefusedWithoutItsText(String text) {
    assertThatThrownBy(() -> DotEnvText.of(text))
        .isInstanceOf(EditException.class)
        .hasMessageNotContaining("secret");
  }
}
