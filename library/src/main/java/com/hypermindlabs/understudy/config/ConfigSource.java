package com.hypermindlabs.understudy.config;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tree of raw values as a source: config.json, or what a builder was told.
 *
 * @param source the kind of source
 * @param label what problems call it
 */
record ConfigSource(
    Provenance.Source source,
    String label,
    RawValue.Fields root,
    Consumer<SettingsProblem> problems)
    implements SettingsSource {
  @Override
  public @Nullable String place(SettingKey<?> key) {
    Found found = find(key);
    return found == null ? null : found.where();
  }

  @Override
  public @Nullable Found find(SettingKey<?> key) {
    RawValue raw = key.inConfig() ? find(root, "", key.name()) : null;
    return raw == null || raw.unset() ? null : new Found(raw, label, key.name());
  }

  @Override
  public Set<String> names(String section) {
    RawValue found = section.isEmpty() ? root : find(root, "", section);
    return found instanceof RawValue.Fields fields ? fields.fields().keySet() : Set.of();
  }

  /** Goes down the path; a name may itself contain dots, so the whole rest is tried first. */
  private @Nullable RawValue find(RawValue.Fields at, String path, String rest) {
    RawValue whole = at.fields().get(rest);
    int dot = rest.indexOf('.');
    if (whole != null || dot < 0) {
      return whole;
    }
    String name = rest.substring(0, dot);
    String inside = path + name;
    RawValue next = at.fields().get(name);
    if (next instanceof RawValue.Fields fields) {
      return find(fields, inside + ".", rest.substring(dot + 1));
    }
    if (next != null && !next.unset()) {
      problems.accept(
          new SettingsProblem(
              where(next),
              inside,
              "",
              "is " + next.kind() + ", not an object",
              "write \"" + name + "\": { ... } as in config.empty.json"));
    }
    return null;
  }

  private String where(RawValue raw) {
    return raw.line() == 0 ? label : label + " line " + raw.line();
  }

  @Override
  public String toString() {
    return label;
  }
}
