package com.hypermindlabs.understudy.assistant.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsReader;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The two templates against the parser and the registry. */
class TemplatesTest {
  private static final Path CONFIG = Repository.file("config.empty.json");
  private static final Path DOT_ENV = Repository.file(".env.example");
  private static final SettingsSources SOURCES =
      SettingsSources.of(CONFIG, DOT_ENV).requireConfig().requireDotEnv().withEnvironment(Map.of());

  /** Objects with free names are leaves of the template. */
  private static final Set<String> FREE =
      Set.of("failover.conflicts", "failover.natural_keys", "api_keys");

  private record Both(Settings library, AssistantSettings assistant) {}

  @Test
  void bothTemplatesMeanTheDefaultsAndNoPrimary() {
    Both template = read(SOURCES);
    Both nothing = read(SettingsSources.of(absent(), absent()).withEnvironment(Map.of()));
    assertThat(template.library().database()).isNull();
    assertThat(template.library().fallback()).isEqualTo(nothing.library().fallback());
    assertThat(template.library().failover()).isEqualTo(FailoverSettings.defaults());
    assertThat(template.assistant())
        .usingRecursiveComparison()
        .ignoringFields("provenance")
        .isEqualTo(nothing.assistant());
    Provenance provenance = template.assistant().provenance();
    assertThat(provenance.hints()).isEmpty();
    assertThat(provenance.entries())
        .extracting(Provenance.Entry::source)
        .containsOnly(Provenance.Source.CONFIG, Provenance.Source.DEFAULT);
  }

  @Test
  void theTemplateOfConfigJsonHoldsEveryKeyAndNoOther() {
    Set<String> known = new TreeSet<>();
    Repository.namedKeys().stream()
        .filter(SettingKey::inConfig)
        .forEach(key -> known.add(key.name()));
    known.add("api_keys");
    Set<String> written =
        SettingsReader.read(
            SOURCES,
            reader -> {
              Set<String> leaves = new TreeSet<>();
              collect(reader, "", leaves);
              return leaves;
            });
    assertThat(written).containsExactlyElementsOf(known);
  }

  @Test
  void theTemplateOfDotEnvHoldsEveryVariableWithACommentAndNoOther() throws Exception {
    Set<String> known = new TreeSet<>();
    for (SettingKey<?> key : Repository.namedKeys()) {
      if (key.variable() != null) {
        known.add(key.variable());
        if (key.secret()) {
          known.add(key.variable() + SettingKey.FILE_SUFFIX);
        }
      }
    }
    List<String> lines = Files.readAllLines(DOT_ENV);
    Pattern variable = Pattern.compile("(?:# )?([A-Z][A-Z_]+)=");
    List<String> written = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = variable.matcher(lines.get(i));
      if (matcher.matches()) {
        written.add(matcher.group(1));
        assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("# ").doesNotEndWith("=");
      }
    }
    assertThat(written).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(known);
  }

  private static void collect(SettingsReader reader, String section, Set<String> leaves) {
    for (String name : reader.others(section, List.of())) {
      String full = section.isEmpty() ? name : section + "." + name;
      if (FREE.contains(full) || reader.others(full, List.of()).isEmpty()) {
        leaves.add(full);
      } else {
        collect(reader, full, leaves);
      }
    }
  }

  private static Both read(SettingsSources sources) {
    return SettingsReader.read(
        sources, reader -> new Both(Settings.read(reader), AssistantSettings.read(reader)));
  }

  private static Path absent() {
    return Path.of("does-not-exist");
  }
}
