package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGProperty;

class CarriedPropertiesTest {
  private static Map<String, String> carried(String name, String value) {
    return CarriedProperties.among(Map.of(name, value)).values();
  }

  @Test
  void whatAStatementDoesIsCarriedAndHowTheServerIsReachedIsNot() {
    assertThat(carried("stringtype", "unspecified")).containsEntry("stringtype", "unspecified");
    assertThat(carried("currentSchema", "app")).containsEntry("currentSchema", "app");
    assertThat(carried("sslmode", "require")).isEmpty();
    assertThat(carried("targetServerType", "primary")).isEmpty();
    assertThat(carried("ApplicationName", "mine")).isEmpty();
  }

  @Test
  void ofTheOptionsOnlySettingsAreCarried() {
    assertThat(carried("options", "endpoint=ep-quiet-hill")).isEmpty();
    assertThat(carried("options", "-c search_path=app\\,\\ public project=x --jit=off"))
        .containsEntry("options", "-c search_path=app\\,\\ public --jit=off");
  }

  @Test
  void theTargetsOwnPropertiesGoFirstAndOptionsAreAddedUp() {
    CarriedProperties carried =
        CarriedProperties.among(Map.of("options", "-c jit=off", "prepareThreshold", "0"));
    ConnectionTarget target =
        new ConnectionTarget(
            new Endpoint("h", 1), "d", "u", Secret.of("p"), Map.of("prepareThreshold", "7"));
    assertThat(carried.on(target).properties())
        .isEqualTo(Map.of("options", "-c jit=off", "prepareThreshold", "7"));
    assertThat(carried.and(Map.of("options", "-c a.b=on")))
        .isEqualTo(Map.of("options", "-c jit=off -c a.b=on", "prepareThreshold", "0"));
  }

  @Test
  void theDocumentationNamesAllThatIsNotCarried() throws Exception {
    Set<String> left =
        Stream.of(PGProperty.values())
            .map(PGProperty::getName)
            .filter(name -> carried(name, "-c a=b").isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    String text = Files.readString(Path.of("../docs/settings.md"));
    String list = text.substring(text.indexOf("Not carried:"));
    Matcher names = Pattern.compile("`(\\w+)`").matcher(list.substring(0, list.indexOf("\n\n")));
    Set<String> named = new TreeSet<>();
    while (names.find()) {
      named.add(names.group(1));
    }
    assertThat(named).isEqualTo(left);
  }
}
