package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {
  private final List<SettingsProblem> problems = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A=b | b",
        "A= b  | b",
        " A = b | b",
        "export A=b | b",
        "export  A=b | b",
        "A=b c | b c",
        "A=b # comment | b",
        "A=b#c | b#c",
        "A=#c | #c",
        "A= #c | ``",
        "A= | ``",
        "A=\"\" | ``",
        "A='' | ``",
        "A=\" b \" | ` b `",
        "A=' b # c ' # d | ` b # c `",
        "A='$x \\n \"' | `$x \\n \"`",
        "A=\"a\\\"b\\\\c\\$d\\x\" | `a\"b\\c$d\\x`",
        "A=\"a'b\" | a'b",
        "A=a'b\"c | a'b\"c",
        "A=a\\b | a\\b",
        "A=p=q==  | p=q==",
        "A=p@ss%w:rd/?& | p@ss%w:rd/?&",
        "A='ünïcode 密码' | ünïcode 密码",
      })
  void aValueIsReadAsItIsMeant(String line, String value) {
    assertThat(parse(line)).containsExactly(Map.entry("A", value));
    assertThat(problems).isEmpty();
  }

  @Test
  void escapesOfDoubleQuotesStandForLineEndsAndTabs() {
    assertThat(parse("A=\"x\\ny\\tz\\r\"")).containsEntry("A", "x\ny\tz\r");
  }

  @Test
  void quotedValuesMaySpanLinesAndLineNumbersStayRight() {
    assertThat(parse("A='x\ny'\nB=z\nnonsense\n"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("A", "x\ny", "B", "z"));
    assertThat(problems)
        .singleElement()
        .extracting(SettingsProblem::source)
        .isEqualTo(".env line 4");
  }

  @Test
  void lineEndsOfEverySystemAreRead() {
    assertThat(parse("A=1\r\nB='2'\r\n# c\r\n\r\nC=\"3\"\rD=4"))
        .isEqualTo(Map.of("A", "1", "B", "2", "C", "3", "D", "4"));
  }

  @Test
  void ofAVariableSetTwiceTheLastCountsWithAHint() {
    assertThat(parse("A=1\nA=2\n")).containsExactly(Map.entry("A", "2"));
    assertThat(hints).containsExactly(".env line 2: A is set twice; the last one counts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hunter2 | is neither KEY=VALUE nor a comment",
        "=hunter2 | is neither KEY=VALUE nor a comment",
        "1A=hunter2 | is neither KEY=VALUE nor a comment",
        "A='hunter2 | opens a quote that never closes",
        "A=\"hunter2\\\" | opens a quote that never closes",
        "A='hunter2'hunter2 | goes on after its closing quote",
      })
  void aLineThatCannotBeReadIsNamedAndNeverQuoted(String line, String message) {
    parse("# first\n" + line);
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.source()).isEqualTo(".env line 2");
              assertThat(problem.message()).isEqualTo(message);
              assertThat(problem.toString()).doesNotContain("hunter2");
            });
  }

  private Map<String, String> parse(String text) {
    Map<String, String> values = new HashMap<>();
    DotEnv.parse(text, ".env", problems::add, hints::add)
        .forEach((name, value) -> values.put(name, value.text()));
    return values;
  }
}
