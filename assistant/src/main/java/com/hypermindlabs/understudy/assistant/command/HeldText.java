package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.held.HeldJson;
import com.hypermindlabs.understudy.reconcile.LedgerEntry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Entries of the ledger, as the commands about them print them. */
final class HeldText {
  private static final int WIDTH = 28;

  private HeldText() {}

  /** One line for each. */
  static String list(List<LedgerEntry> entries) {
    return entries.isEmpty()
        ? "nothing is held or overruled\n"
        : entries.stream().map(HeldText::line).collect(Collectors.joining());
  }

  private static String line(LedgerEntry entry) {
    return String.format(
        Locale.ROOT,
        "%6d  %-9s  %s %s  %s%n",
        entry.id(),
        entry.kind().name().toLowerCase(Locale.ROOT),
        HeldJson.table(entry),
        entry.key(),
        entry.reason());
  }

  /** All versions of the row, side by side; what differs is marked. */
  static String show(LedgerEntry entry) {
    StringBuilder text = new StringBuilder(line(entry));
    text.append("        since ").append(entry.at());
    if (entry.transaction() != null) {
      text.append(", transaction ").append(entry.transaction()).append(" of the fallback");
    }
    if (entry.resolved() != null) {
      text.append(", resolved ").append(entry.resolved()).append(": ").append(entry.resolution());
    }
    text.append(System.lineSeparator());
    text.append(row("", "base", "ours (fallback)", "theirs (primary)"));
    for (String column : columns(entry)) {
      text.append(
          row(
              column,
              value(entry.base(), column),
              value(entry.ours(), column),
              value(entry.theirs(), column)));
    }
    return text.toString();
  }

  private static Set<String> columns(LedgerEntry entry) {
    Set<String> columns = new LinkedHashSet<>();
    for (Map<String, @Nullable String> image :
        java.util.stream.Stream.of(entry.ours(), entry.theirs(), entry.base())
            .filter(Objects::nonNull)
            .toList()) {
      columns.addAll(image.keySet());
    }
    return columns;
  }

  private static String value(@Nullable Map<String, @Nullable String> image, String column) {
    if (image == null) {
      return "(no row)";
    }
    @Nullable String value = image.get(column);
    return value == null ? "NULL" : value;
  }

  private static String row(String column, String base, String ours, String theirs) {
    boolean differs = !column.isEmpty() && !ours.equals(theirs);
    return String.format(
        Locale.ROOT,
        "  %s %-20s %-" + WIDTH + "s %-" + WIDTH + "s %s%n",
        differs ? "*" : " ",
        cut(column),
        cut(base),
        cut(ours),
        cut(theirs));
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
  }
}
