package com.hypermindlabs.understudy.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTokensTest {
  private static final int LONG = 200_000;

  /** What is written, and what it is. */
  private static final Map<String, List<String>> PIECES =
      Map.ofEntries(
          Map.entry("SELECT", List.of("select")),
          Map.entry("pay_out$2(5)", List.of("pay_out$2", "(", "5", ")")),
          Map.entry("zahl\u00e9", List.of("zahl\u00e9")),
          Map.entry("ran\u212a", List.of("ran\u212a")), // no k to PostgreSQL
          Map.entry("'it''s; commit'", List.of("'")),
          Map.entry("'c:\\temp'", List.of("'")),
          Map.entry("E'\\'; commit'", List.of("'")),
          Map.entry("e'\\\\'", List.of("'")),
          Map.entry("$$'; commit$ $$", List.of("'")),
          Map.entry("$a$ $b$ ' $a$", List.of("'")),
          Map.entry("$1", List.of("$", "1")),
          Map.entry("a$b$", List.of("a$b$")),
          Map.entry("\"it's \"\"; commit\"", List.of("\"")),
          Map.entry("a.b", List.of("a", ".", "b")),
          Map.entry("1 - -2 / 3", List.of("1", "-", "-", "2", "/", "3")));

  private static final List<String> BLANKS =
      List.of(" ", "\n", "\t", "-- it's; commit\n", "--\r", "/* it's /* ; */ commit */", "/**/ ");

  private static List<String> tokens(SqlTokens tokens) {
    List<String> all = new ArrayList<>();
    for (String token = tokens.next(); !token.isEmpty(); token = tokens.next()) {
      all.add(token);
    }
    return all;
  }

  @Test
  void anyMixtureIsSplitAsItsPieces() {
    Random random = new Random(60);
    List<String> pieces = PIECES.keySet().stream().sorted().toList();
    for (int text = 0; text < 2_000; text++) {
      StringBuilder sql = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int count = random.nextInt(12); count >= 0; count--) {
        String piece = pieces.get(random.nextInt(pieces.size()));
        sql.append(piece).append(BLANKS.get(random.nextInt(BLANKS.size())));
        expected.addAll(PIECES.get(piece));
      }
      SqlTokens tokens = new SqlTokens(sql.toString());
      assertThat(tokens(tokens)).as(sql.toString()).isEqualTo(expected);
      assertThat(tokens.doubtful()).as(sql.toString()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'open", "\"open", "$a$ $b$", "/* /* */", "E'\\'", "'c:\\'", "'\\''"})
  void whatHasNoEndOrTwoIsDoubtful(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    tokens(tokens);
    assertThat(tokens.doubtful()).isTrue();
  }

  @Test
  void lettersOfAnyKindAreReadToTheirEnd() {
    Random random = new Random(61);
    String letters = "'\"$$$ab_1-/**/\\;(e\n\u00e9";
    for (int text = 0; text < 20_000; text++) {
      StringBuilder sql = new StringBuilder();
      for (int count = random.nextInt(30); count > 0; count--) {
        sql.append(letters.charAt(random.nextInt(letters.length())));
      }
      SqlTokens tokens = new SqlTokens(sql.toString());
      assertThat(tokens(tokens).size()).isLessThanOrEqualTo(sql.length());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'", "''", "'x", "\"", "$", "$a", "$a$", "/*", "*/", "--", "(", "a", "\\'", "e'", ";"
      })
  void howLongATextIsDoesNotMatter(String piece) {
    String sql = "SELECT " + piece.repeat(LONG / piece.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> tokens(new SqlTokens(sql)), "as long as it is, no longer");
  }
}
