package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slips in names: kept and ignored, with a hint. */
class HintsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"databse\": {\"host\": \"h\"}} | databse is not known | did you mean database?",
        "{\"databaseFallback\": {}} | databaseFallback is not known | mean database_fallback?",
        "{\"failover\": {\"probe-interval\": 1}} | probe-interval is | failover.probe_interval?",
        "{\"failover\": {\"retrun\": \"manual\"}} | failover.retrun is | failover.return?",
        "{\"database_fallback\": {\"enable\": false}} | .enable is | database_fallback.enabled?",
        "{\"database\": {\"hots\": \"h\"}} | database.hots is ignored | did you mean host?",
        "{\"database\": {\"preparethreshold\": 0}} | preparethreshold | mean prepareThreshold?",
        "{\"database\": {\"PGHOST\": \"h\"}} | database.PGHOST is ignored | write database.host",
        "{\"database\": {\"socketTimeout\": 1}} | socketTimeout is ignored | failover.*",
        "{\"database\": {\"colour\": 1}} | database.colour is ignored | connection property",
      })
  void aSlipIsHintedAt(String config, String name, String hint) throws Exception {
    assertThat(hints(config, Map.of())).singleElement().asString().contains(name, hint);
  }

  @Test
  void keysOfOthersArePassedOver() throws Exception {
    String others =
        "{\"inference\": {\"chat\": {}}, \"bot_id\": 1, \"logging\": {\"host\": \"x\"}}";
    assertThat(hints(others, Map.of("PATH", "/bin", "POSTGRES_INITDB_ARGS", "x"))).isEmpty();
  }

  @Test
  void aVariableOneLetterOffIsHintedAt() throws Exception {
    assertThat(hints("{}", Map.of("POSTGRES_HOTS", "h", "POSTGRES_PASSWORD_FLE", "f")))
        .hasSize(2)
        .anySatisfy(hint -> assertThat(hint).contains("mean POSTGRES_HOST?"))
        .anySatisfy(hint -> assertThat(hint).contains("mean POSTGRES_PASSWORD_FILE?"));
  }

  @ParameterizedTest
  @CsvSource({"abc,abc,0", "abc,abd,1", "abc,acb,1", "abc,ab,1", "'',ab,2", "kitten,sitting,3"})
  void distanceCountsSlips(String one, String other, int slips) {
    assertThat(NearMiss.distance(one, other)).isEqualTo(slips);
    assertThat(NearMiss.distance(other, one)).isEqualTo(slips);
  }

  private List<String> hints(String config, Map<String, String> environment) throws Exception {
    SettingsFiles files = new SettingsFiles(folder).config(config);
    return files.load(environment).provenance().hints();
  }
}
