package com.hypermindlabs.understudy.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An object whose keys are free.
 *
 * @param of what its values are
 */
record MapType<T>(SettingType<T> of) implements SettingType<Map<String, T>> {
  @Override
  public String name() {
    return "object of " + of.name();
  }

  @Override
  public @Nullable Map<String, T> parse(RawValue raw, Complaints complaints) {
    if (!(raw instanceof RawValue.Fields object)) {
      complaints.add("", raw, "is " + raw.kind() + ", not an object", "write { \"name\": ... }");
      return null;
    }
    Map<String, T> parsed = new LinkedHashMap<>();
    object
        .fields()
        .forEach(
            (key, value) -> {
              T element =
                  of.parse(
                      value,
                      (inside, part, what, remedy) ->
                          complaints.add("." + key + inside, part, what, remedy));
              if (element != null) {
                parsed.put(key, element);
              }
            });
    return parsed.size() == object.fields().size() ? Collections.unmodifiableMap(parsed) : null;
  }

  @Override
  public boolean secret() {
    return of.secret();
  }

  @Override
  public String masked(String text) {
    return of.masked(text);
  }

  @Override
  public String show(Map<String, T> value) {
    return value.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + of.show(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
