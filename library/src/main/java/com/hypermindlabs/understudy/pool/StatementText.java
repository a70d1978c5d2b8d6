package com.hypermindlabs.understudy.pool;

import java.util.Set;

/**
 * What the text of a statement tells about the harm of not knowing its outcome. Mostly asked only
 * after a connection broke, so it may take its time; in doubt it answers on the safe side. Pure.
 */
final class StatementText {
  private static final Set<String> COMMITS = Set.of("commit", "end");
  private static final Set<String> READS = Set.of("select", "values", "table", "show");

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
    SqlTokens tokens = new SqlTokens(sql);
    boolean begins = true;
    boolean prepares = false;
    for (String token = tokens.next(); !token.isEmpty(); token = tokens.next()) {
      if ((begins && COMMITS.contains(token)) || (prepares && token.equals("transaction"))) {
        return true;
      }
      prepares = begins && token.equals("prepare");
      begins = token.equals(";");
    }
    return tokens.doubtful();
  }

  /** Whether it certainly changes nothing: a query that calls nothing unknown. */
  static boolean surelyReads(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    String token = tokens.next();
    while (token.equals("(")) {
      token = tokens.next();
    }
    if (!READS.contains(token)) {
      return false;
    }
    String before = "";
    String last = "";
    while (!token.isEmpty()) {
      boolean calls = token.equals("(") && isUnknown(last, before);
      if (calls || token.equals("into") || last.equals(";")) {
        return false;
      }
      before = last;
      last = token;
      token = tokens.next();
    }
    return !tokens.doubtful();
  }

  /** Whether a bracket after this is the call of something that may change something. */
  private static boolean isUnknown(String name, String before) {
    boolean named = SqlTokens.isWord(name) || name.equals(SqlTokens.NAME);
    return named && (before.equals(".") || !HARMLESS.contains(name));
  }
}
