package com.hypermindlabs.understudy.pool;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a statement tells about the harm of not knowing its outcome. Mostly asked only
 * after a connection broke, so it may take its time; in doubt it answers on the safe side. Pure.
 */
final class StatementText {
  private static final Pattern NOISE =
      Pattern.compile("--[^\n]*|/\\*.*?\\*/|'(?:[^']|'')*'", Pattern.DOTALL);
  private static final Pattern ENDS =
      Pattern.compile(
          "(?:^|;)\\s*(?:COMMIT|END|PREPARE\\s+TRANSACTION)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern READS =
      Pattern.compile("^\\s*\\(*\\s*(?:SELECT|VALUES|TABLE|SHOW)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern CALL = Pattern.compile("([\\w.\"$]+)\\s*\\(");

  /** Words that may stand before a bracket in a query without changing anything. */
  private static final Set<String> HARMLESS =
      Set.of(
          "select",
          "values",
          "from",
          "in",
          "and",
          "or",
          "not",
          "exists",
          "any",
          "all",
          "some",
          "as",
          "on",
          "using",
          "join",
          "where",
          "by",
          "having",
          "over",
          "filter",
          "case",
          "when",
          "then",
          "else",
          "union",
          "intersect",
          "except",
          "limit",
          "offset",
          "array",
          "row",
          "lateral",
          "distinct",
          "cast",
          "coalesce",
          "nullif",
          "greatest",
          "least",
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "lower",
          "upper",
          "trim",
          "length",
          "substring",
          "substr",
          "concat",
          "replace",
          "position",
          "extract",
          "date_trunc",
          "now",
          "to_char",
          "round",
          "abs",
          "ceil",
          "floor",
          "row_number",
          "rank",
          "string_agg",
          "array_agg",
          "json_agg",
          "jsonb_agg",
          "unnest",
          "generate_series",
          "version",
          "pg_sleep",
          "current_setting",
          "pg_is_in_recovery",
          "bit_count");

  private StatementText() {}

  /**
   * Whether it begins as a query does. Asked for every statement, so it only looks at the first
   * letters; a query that writes is no harm here.
   */
  static boolean looksLikeQuery(String sql) {
    int at = 0;
    while (at < sql.length() && (Character.isWhitespace(sql.charAt(at)) || sql.charAt(at) == '(')) {
      at++;
    }
    return sql.regionMatches(true, at, "select", 0, 6) || sql.regionMatches(true, at, "show", 0, 4);
  }

  /** Whether the text itself commits. */
  static boolean endsTransaction(String sql) {
    return ENDS.matcher(NOISE.matcher(sql).replaceAll(" ")).find();
  }

  /** Whether it certainly changes nothing: a query that calls nothing unknown. */
  static boolean surelyReads(String sql) {
    String text = NOISE.matcher(sql).replaceAll(" ").strip();
    int end = text.indexOf(';');
    if (!READS.matcher(text).find() || (end >= 0 && end < text.length() - 1)) {
      return false;
    }
    if (Pattern.compile("\\bINTO\\b", Pattern.CASE_INSENSITIVE).matcher(text).find()) {
      return false;
    }
    Matcher calls = CALL.matcher(text);
    while (calls.find()) {
      if (!HARMLESS.contains(calls.group(1).toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }
}
