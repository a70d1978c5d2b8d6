package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import java.util.Set;

/** When two values of a column are the same: by image or text, never by the type's own equality. */
final class Images {
  /** Types whose equality is identity, and cheap; characters are compared byte by byte. */
  private static final Set<String> PLAIN =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "boolean",
          "uuid",
          "date",
          "bytea",
          "oid",
          "timestamp without time zone",
          "timestamp with time zone",
          "time without time zone");

  /** Types of which a value has one image, and that are often changed. */
  private static final Set<String> OF_ONE_IMAGE =
      Set.of(
          "numeric",
          "real",
          "double precision",
          "interval",
          "json",
          "jsonb",
          "character",
          "time with time zone",
          "inet",
          "cidr");

  private Images() {}

  static String same(Column column, String one, String other) {
    String type = bare(column.base());
    if (PLAIN.contains(type)) {
      return "(" + one + " IS NOT DISTINCT FROM " + other + ")";
    }
    if (type.equals("text") || type.equals("character varying")) {
      return "(" + one + " COLLATE \"C\" IS NOT DISTINCT FROM " + other + " COLLATE \"C\")";
    }
    String left = "ROW(" + based(column, one) + ")";
    String right = "ROW(" + based(column, other) + ")";
    String image = "record_image_eq(" + left + ", " + right + ")";
    return OF_ONE_IMAGE.contains(type) ? image : "(" + image + " OR " + asText(left, right) + ")";
  }

  /**
   * An array keeps a bitmap of NULLs that it has no more, a composite lacks an attribute that its
   * type got later: COPY has carried the text, which says nothing of it. Asked only where images
   * differ.
   */
  private static String asText(String one, String other) {
    return one + "::text COLLATE \"C\" = " + other + "::text COLLATE \"C\"";
  }

  /** Images of a domain are of the type that it is made of, and two records must be alike. */
  private static String based(Column column, String value) {
    return column.base().equals(column.type()) ? value : "(" + value + ")::" + column.base();
  }

  static String different(Column column, String one, String other) {
    return "(NOT " + same(column, one, other) + ")";
  }

  /** A type without its length or precision. */
  static String bare(String type) {
    // What stands in quotes is a name.
    return type.replaceAll("(\"[^\"]*\")|\\([^)]*\\)", "$1");
  }

  /**
   * A type for a cast that only reads a value: it goes into its column as any writer's does, which
   * refuses what is too long. A cast to the column's own type would cut it.
   */
  static String unlimited(String type) {
    // By themselves these two mean a length of one.
    return bare(type)
        .replaceFirst("^character(?! varying)", "bpchar")
        .replaceFirst("^bit(?! varying)", "\"bit\"");
  }
}
