package com.hypermindlabs.understudy.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings key by key from all sources in one pass, and collects everything that is wrong
 * instead of stopping at the first. A module with keys of its own reads them through the same
 * reader, so that people see one list of problems:
 *
 * <pre>{@code
 * Program program = SettingsReader.read(
 *     SettingsSources.of(config, dotEnv),
 *     reader -> new Program(Settings.read(reader), AssistantSettings.read(reader)));
 * }</pre>
 *
 * Not thread-safe; used for one pass.
 */
public final class SettingsReader {
  private final List<SettingsSource> sources = new ArrayList<>();
  private final Set<SettingsProblem> problems = new LinkedHashSet<>();
  private final Set<String> hints = new LinkedHashSet<>();
  private final Map<String, SettingKey<?>> asked = new LinkedHashMap<>();
  private final Map<String, Provenance.Entry> entries = new LinkedHashMap<>();
  private final Set<String> openSections = new LinkedHashSet<>();
  private final Map<String, String> environment;

  private SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Runs one pass.
   *
   * @param reading asks for every key and puts the result together; sees defaults in place of
   *     values that are wrong
   * @throws SettingsException when anything was wrong, with all of it
   */
  public static <T> T read(SettingsSources from, Function<SettingsReader, T> reading) {
    return of(from).finish(reading);
  }

  /** A reader of what a builder was told. */
  static SettingsReader ofGiven(RawValue.Fields given, String label) {
    SettingsReader reader = new SettingsReader(ProcessEnvironment.read());
    reader.add(Provenance.Source.GIVEN, label, given);
    return reader;
  }

  private static SettingsReader of(SettingsSources from) {
    SettingsReader reader = new SettingsReader(from.environment());
    if (from.stateDirectory() != null) {
      RawValue directory = new RawValue.Text(from.stateDirectory().toString(), 0);
      Map<String, RawValue> given = Map.of(LibraryKeys.STATE_DIRECTORY.name(), directory);
      reader.add(Provenance.Source.GIVEN, "the caller", new RawValue.Fields(given, 0));
    }
    reader.sources.add(VariableSource.environment(from.environment(), reader.problems::add));
    reader.addDotEnv(TextFile.of(from.dotEnv(), from.dotEnvRequired()));
    reader.addConfig(TextFile.of(from.config(), from.configRequired()));
    return reader;
  }

  private void addDotEnv(TextFile file) {
    String text = file.read(problems::add);
    if (text != null) {
      Map<String, RawValue.Text> variables =
          DotEnv.parse(text, file.label(), problems::add, hints::add);
      sources.add(
          new VariableSource(Provenance.Source.DOT_ENV, file.label(), variables, problems::add));
    }
  }

  private void addConfig(TextFile file) {
    String text = file.read(problems::add);
    if (text != null) {
      RawValue.Fields root = ConfigFile.parse(text, file.label(), problems::add, hints::add);
      add(Provenance.Source.CONFIG, file.label(), root);
    }
  }

  private void add(Provenance.Source source, String label, RawValue.Fields root) {
    sources.add(new ConfigSource(source, label, root, problems::add));
  }

  <T> T finish(Function<SettingsReader, T> reading) {
    T result = reading.apply(this);
    if (!problems.isEmpty()) {
      throw new SettingsException(List.copyOf(problems));
    }
    return result;
  }

  /** The value of a key, else its default; null when there is neither, or when it is wrong. */
  public <T> @Nullable T find(SettingKey<T> key) {
    asked.put(key.name(), key);
    List<SettingsSource> setting = setting(key);
    if (setting.isEmpty()) {
      String shown = key.secret() ? "not set" : key.shownFallback();
      note(key, Provenance.Source.DEFAULT, List.of(""), shown);
      return key.fallback();
    }
    SettingsSource winner = setting.get(0);
    SettingsSource.Found found = winner.find(key);
    T value = found == null ? null : parse(key, found);
    String shown = value == null ? "wrong" : key.secret() ? "set" : key.type().show(value);
    List<String> places =
        setting.stream().map(source -> source.place(key)).filter(Objects::nonNull).toList();
    note(key, winner.source(), places, Masked.show(shown));
    return value == null ? key.fallback() : value;
  }

  /**
   * The value of a key that has a default.
   *
   * @throws IllegalStateException for a key without one
   */
  public <T> T get(SettingKey<T> key) {
    T value = find(key);
    if (value == null) {
      throw new IllegalStateException(key.name() + " has no default");
    }
    return value;
  }

  /** Whether any source sets a key, rightly or wrongly. */
  public boolean isSet(SettingKey<?> key) {
    return !setting(key).isEmpty();
  }

  /**
   * The names in a section of free names that no registered key claims. From then on nothing in the
   * section is hinted at as unknown: that is the caller's.
   *
   * @param section as {@code api_keys}; empty for the top of the file
   * @param named the keys of the section that have a meaning of their own
   */
  public Set<String> others(String section, Collection<? extends SettingKey<?>> named) {
    openSections.add(section);
    Set<String> names = new TreeSet<>();
    sources.forEach(source -> names.addAll(source.names(section)));
    String path = section.isEmpty() ? "" : section + ".";
    named.forEach(key -> names.remove(key.name().substring(path.length())));
    return names;
  }

  /** Reports that a key's value does not go together with another's, or is missing. */
  public void problem(SettingKey<?> key, String message, String remedy) {
    List<SettingsSource> setting = setting(key);
    SettingsSource.Found found = setting.isEmpty() ? null : setting.get(0).find(key);
    if (found != null) {
      String shown = Masked.show(found.raw(), key.type());
      problems.add(new SettingsProblem(found.where(), found.key(), shown, message, remedy));
      return;
    }
    problems.add(new SettingsProblem("settings", key.name(), "", message, remedy));
  }

  /** Records what looks like a mistake and may be none. */
  public void hint(String hint) {
    hints.add(hint);
  }

  /** Where a key that was asked for came from, in words; empty for the default. */
  public String place(SettingKey<?> key) {
    Provenance.Entry entry = entries.get(key.name());
    return entry == null ? "" : entry.place();
  }

  /** Where everything that was asked for so far came from, with all hints. */
  public Provenance provenance() {
    Set<String> all = new LinkedHashSet<>(hints);
    UnknownKeys unknown = new UnknownKeys(asked.values(), openSections);
    for (SettingsSource source : sources) {
      if (source instanceof ConfigSource config) {
        all.addAll(unknown.inConfig(config.root(), config.label()));
      } else if (source instanceof VariableSource variables) {
        all.addAll(unknown.inVariables(variables.variables(), variables.label()));
      }
    }
    return new Provenance(List.copyOf(entries.values()), List.copyOf(all));
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The sources that set a key, the strongest first; what is wrong in the others stays unseen. */
  private List<SettingsSource> setting(SettingKey<?> key) {
    return sources.stream().filter(source -> source.place(key) != null).toList();
  }

  private void note(
      SettingKey<?> key, Provenance.Source source, List<String> places, String shown) {
    List<String> overridden = places.subList(1, places.size());
    entries.put(
        key.name(), new Provenance.Entry(key.name(), source, places.get(0), shown, overridden));
  }

  private <T> @Nullable T parse(SettingKey<T> key, SettingsSource.Found found) {
    return key.type()
        .parse(
            found.raw(),
            (at, value, message, remedy) ->
                problems.add(
                    new SettingsProblem(
                        found.where(value),
                        found.key() + at,
                        Masked.show(value, key.type()),
                        message,
                        remedy)));
  }
}
