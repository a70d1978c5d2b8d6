package com.hypermindlabs.understudy.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list; a text stands for one whose items are separated by commas, as a variable writes it.
 *
 * @param of what the items are
 * @param least how many items there must be
 */
record ListType<T>(SettingType<T> of, int least) implements SettingType<List<T>> {
  @Override
  public String name() {
    return "list of " + of.name();
  }

  @Override
  public @Nullable List<T> parse(RawValue raw, Complaints complaints) {
    List<RawValue> items = items(raw);
    if (items == null) {
      complaints.add("", raw, "is " + raw.kind() + ", not a list", "write [ ... ]");
      return null;
    }
    if (items.size() < least) {
      complaints.add("", raw, "is an empty list", "name at least " + least);
      return null;
    }
    List<T> parsed = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String at = "[" + i + "]";
      T item =
          of.parse(
              items.get(i),
              (inside, value, what, remedy) -> complaints.add(at + inside, value, what, remedy));
      if (item != null) {
        parsed.add(item);
      }
    }
    return parsed.size() == items.size() ? List.copyOf(parsed) : null;
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
  public String show(List<T> value) {
    return value.stream().map(of::show).collect(Collectors.joining(", ", "[", "]"));
  }

  private static @Nullable List<RawValue> items(RawValue raw) {
    if (raw instanceof RawValue.Items list) {
      return list.items();
    }
    if (raw instanceof RawValue.Text text) {
      return Arrays.stream(text.text().split(",", -1))
          .<RawValue>map(item -> new RawValue.Text(item.strip(), text.line()))
          .toList();
    }
    return null;
  }
}
