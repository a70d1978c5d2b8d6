package com.hypermindlabs.understudy.capture;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A table's name with its schema, by which it is known on both servers. Immutable.
 *
 * @param schema as in the catalog, unquoted
 * @param name as in the catalog, unquoted
 */
public record TableName(String schema, String name) implements Comparable<TableName> {
  private static final Comparator<TableName> ORDER =
      Comparator.comparing(TableName::schema).thenComparing(TableName::name);
  private static final Pattern DOT = Pattern.compile("\\.");

  /**
   * Reads a name as people write it in settings: {@code table} is in schema public.
   *
   * @param text unquoted, with or without a schema
   */
  public static TableName parse(String text) {
    String[] parts = DOT.split(text, 2);
    return parts.length == 1 ? new TableName("public", text) : new TableName(parts[0], parts[1]);
  }

  /** For statements: both parts quoted. */
  public String sql() {
    return quoted(schema) + "." + quoted(name);
  }

  /** An identifier for statements, always quoted. */
  public static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** For people: {@code schema.name}, unquoted. */
  @Override
  public String toString() {
    return schema + "." + name;
  }

  @Override
  public int compareTo(TableName other) {
    return ORDER.compare(this, other);
  }
}
