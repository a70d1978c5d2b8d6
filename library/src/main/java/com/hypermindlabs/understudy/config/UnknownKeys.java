package com.hypermindlabs.understudy.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hints at keys and variables that nobody reads but that resemble one that somebody does. Unknown
 * names that resemble nothing belong to somebody else and are passed over.
 *
 * @param known every key that was asked for
 * @param open sections with names of their own, already looked through
 */
record UnknownKeys(Collection<SettingKey<?>> known, Set<String> open) {
  private static final int SHORTEST_VARIABLE = 7;

  /** Hints for a tree of config.json. */
  List<String> inConfig(RawValue.Fields root, String label) {
    List<String> hints = new ArrayList<>();
    look(root, "", label, hints);
    return hints;
  }

  /** Hints for the variables of a source. */
  List<String> inVariables(Map<String, RawValue.Text> variables, String label) {
    Set<String> names = new TreeSet<>();
    for (SettingKey<?> key : known) {
      if (key.variable() != null) {
        names.add(key.variable());
        names.add(key.variable() + SettingKey.FILE_SUFFIX);
      }
    }
    List<String> hints = new ArrayList<>();
    variables.forEach(
        (name, value) -> {
          if (names.contains(name) || name.length() < SHORTEST_VARIABLE || value.unset()) {
            return;
          }
          NearMiss.of(name, names)
              .ifPresent(meant -> hints.add(hint(where(label, value), name, meant)));
        });
    return hints;
  }

  private void look(RawValue.Fields section, String path, String label, List<String> hints) {
    Set<String> names = names(path);
    section
        .fields()
        .forEach(
            (name, value) -> {
              String full = path + name;
              if (isKnown(full) || open.contains(full)) {
                return;
              }
              if (names.contains(name)) {
                if (value instanceof RawValue.Fields inside) {
                  look(inside, full + ".", label, hints);
                }
                return;
              }
              Optional<String> meant = NearMiss.of(name, names);
              meant.ifPresent(near -> hints.add(hint(where(label, value), full, path + near)));
            });
  }

  /** The names that may stand directly in a section. */
  private Set<String> names(String path) {
    Set<String> names = new TreeSet<>();
    for (SettingKey<?> key : known) {
      if (key.inConfig() && key.name().startsWith(path)) {
        names.add(key.name().substring(path.length()).split("\\.", 2)[0]);
      }
    }
    for (String section : open) {
      if (section.startsWith(path)) {
        names.add(section.substring(path.length()).split("\\.", 2)[0]);
      }
    }
    return names;
  }

  private boolean isKnown(String name) {
    return known.stream().anyMatch(key -> key.inConfig() && key.name().equals(name));
  }

  private static String hint(String where, String name, String meant) {
    return where + ": " + name + " is not known and is ignored; did you mean " + meant + "?";
  }

  private static String where(String label, RawValue raw) {
    return raw.line() == 0 ? label : label + " line " + raw.line();
  }
}
