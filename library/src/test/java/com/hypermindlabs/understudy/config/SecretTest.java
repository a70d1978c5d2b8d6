package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretTest {
  private static final String VALUE = "hunter2";

  static Stream<Object> everythingThatHoldsOne() {
    Secret secret = Secret.of(VALUE);
    Settings settings =
        Settings.builder()
            .host("h")
            .database("d")
            .user("u")
            .password(secret)
            .property("sslpassword", VALUE)
            .fallbackPassword(secret)
            .build();
    DatabaseSettings database = Objects.requireNonNull(settings.database());
    return Stream.of(
        secret,
        settings,
        database,
        settings.fallback(),
        settings.provenance(),
        database.target(database.hosts().get(0)),
        SettingsSources.of(null, null).withEnvironment(Map.of("POSTGRES_PASSWORD", VALUE)),
        new RawValue.Text(VALUE, 1),
        new RawValue.Numeral(VALUE, 1),
        new RawValue.Items(List.of(new RawValue.Text(VALUE, 1)), 1),
        new RawValue.Fields(Map.of("password", new RawValue.Text(VALUE, 1)), 1),
        VariableSource.environment(Map.of("POSTGRES_PASSWORD", VALUE), problem -> {}),
        Settings.builder().password(secret));
  }

  @ParameterizedTest
  @MethodSource("everythingThatHoldsOne")
  void noTextualFormTellsTheValue(Object holder) {
    StringWriter trace = new StringWriter();
    new IllegalStateException("holds " + holder).printStackTrace(new PrintWriter(trace));
    assertThat(
            List.of(
                holder.toString(),
                String.format(Locale.ROOT, "%s %S %h", holder, holder, holder),
                Objects.toString(holder),
                "" + Map.of("key", holder),
                trace.toString()))
        .noneSatisfy(text -> assertThat(text).containsIgnoringCase(VALUE));
  }

  @Test
  void jacksonCannotWriteTheValue() throws Exception {
    ObjectMapper json = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    assertThat(json.writeValueAsString(Map.of("password", Secret.of(VALUE)))).doesNotContain(VALUE);
    FallbackSettings fallback =
        Settings.builder().fallbackPassword(Secret.of(VALUE)).build().fallback();
    assertThat(json.writeValueAsString(fallback)).contains("127.0.0.1").doesNotContain(VALUE);
  }

  @Test
  void equalityComparesTheValueAndTheHashTellsNothing() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    assertThat(Secret.of("a")).isNotEqualTo("a").isNotEqualTo(Secret.of(""));
    assertThat(Secret.of("a")).hasSameHashCodeAs(Secret.of("b"));
  }
}
