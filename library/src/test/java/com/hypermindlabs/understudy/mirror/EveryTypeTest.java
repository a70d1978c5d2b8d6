package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of every built-in type, of the user's types, and arrays of them all. */
@Tag("slow")
class EveryTypeTest {
  private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

  static {
    put("smallint", "-32768", "32767");
    put("integer", "-2147483648", "0");
    put("bigint", "9223372036854775807", "-9223372036854775808");
    put("real", "-0", "1.1754944e-38", "NaN", "-Infinity", "0.1");
    put("double precision", "-0", "5e-324", "NaN", "Infinity", "0.1", "1.7976931348623157e308");
    put("numeric", "1.10", "NaN", "Infinity", "123456789012345678901234567890.0123", "-0.00");
    put("numeric(10,3)", "1.5", "NaN");
    put("money", "-12.34", "92233720368547758.07");
    put("boolean", "t", "f");
    put("\"char\"", "a", "");
    put("character(5)", "ab", "");
    put("character varying(10)", "ab ", "");
    put("text", "", "\\N", "\\.", "tab\tline\nreturn\rback\\slash", "ü€𝄞", "NULL", "'\"");
    put("name", "abc");
    put("bytea", "\\x00ff5c", "\\x");
    put("date", "infinity", "-infinity", "4713-01-01 BC", "5874897-12-31");
    put("time", "24:00:00", "00:00:00.000001");
    put("time with time zone", "01:02:03.5+15:59", "24:00:00-12");
    put("timestamp", "infinity", "4713-01-01 00:00:00 BC", "294276-12-31 23:59:59.999999");
    put(
        "timestamp with time zone",
        "-infinity",
        "2024-03-31 02:30:00+02",
        "294276-12-31 23:59:59Z");
    put("timestamp(3)", "2024-01-01 00:00:00.123");
    put("interval", "1 year -2 mons +3 days -04:05:06.789", "-178000000 years", "0");
    put("interval day to second", "3 days 04:05:06");
    put("uuid", "00000000-0000-0000-0000-000000000000");
    put("json", "{\"a\": 1, \"a\" : 2}", "  [1,  2]", "\"\\u0000\"", "null");
    put("jsonb", "{\"b\": 1.10, \"a\": [null, \"x\"]}", "1e400");
    put("xml", "<a b=\"c\">d</a>", "plain &amp; <b/>");
    put("inet", "192.168.0.1/24", "::1", "10.0.0.0");
    put("cidr", "10.0.0.0/8", "2001:db8::/32");
    put("macaddr", "08:00:2b:01:02:03");
    put("macaddr8", "08:00:2b:01:02:03:04:05");
    put("bit(3)", "101");
    put("bit varying", "", "10101");
    put("point", "(1,-0)", "(NaN,Infinity)");
    put("line", "{1,2,3}");
    put("lseg", "[(1,2),(3,4)]");
    put("box", "(3,4),(1,2)");
    put("path", "[(1,2),(3,4)]", "((1,2),(3,4))");
    put("polygon", "((0,0),(1,1),(1,0))");
    put("circle", "<(1,2),3>");
    put("tsvector", "'a':1A 'b c':2,3", "'it''s'");
    put("tsquery", "'a' & !'b':*A | 'c'");
    put("int4range", "empty", "[1,5)", "(,)");
    put("int8range", "[1,)");
    put("numrange", "(1.10,2.200]");
    put("tsrange", "[2020-01-01,infinity]");
    put("tstzrange", "[2020-01-01 00:00+00,)");
    put("daterange", "[2020-01-01,2020-02-01)");
    put("int4multirange", "{}", "{[1,3),[5,7)}");
    put("nummultirange", "{[1.0,2.00]}");
    put("oid", "4294967295");
    put("xid8", "18446744073709551615");
    put("pg_lsn", "16/B374D848");
    put("txid_snapshot", "10:20:10,14");
    put("pg_snapshot", "10:20:10,14");
    put("tid", "(4294967295,65535)");
    put("int2vector", "1 2 3");
    put("oidvector", "1 2 3");
    put("jsonpath", "$.\"a\"[*] ? (@ > 3)");
    put("colour", "red", "light blue");
    put("positive", "1", "99999");
    put("pair", "(1,\"a,\"\"b\")", "(,)");
    put("labels", "{\"(1,x)\",\"(2,y)\"}");
  }

  private static void put(String type, String... values) {
    VALUES.put(type, List.of(values));
  }

  private static String[] tables() {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE TYPE colour AS ENUM ('red', 'light blue')");
    statements.add("CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
    statements.add("CREATE TYPE pair AS (a int, b text)");
    statements.add("CREATE DOMAIN labels AS pair[]");
    int n = 0;
    for (String type : VALUES.keySet()) {
      statements.add(
          "CREATE TABLE t" + n++ + " (id int PRIMARY KEY, v " + type + ", a " + array(type) + ")");
    }
    statements.add(
        "CREATE TABLE everything (id int PRIMARY KEY, "
            + VALUES.keySet().stream()
                .map(type -> "\"" + type.replace("\"", "") + "\" " + type)
                .collect(Collectors.joining(", "))
            + ")");
    return statements.toArray(String[]::new);
  }

  private static String array(String type) {
    return (type.endsWith("vector") && !type.startsWith("ts")) || type.equals("labels")
        ? "int"
        : type + "[]";
  }

  private static String literal(String value) {
    return Literals.text(value);
  }

  private static List<String> inserts() {
    List<String> statements = new ArrayList<>();
    int n = 0;
    for (Map.Entry<String, List<String>> type : VALUES.entrySet()) {
      String table = "t" + n++;
      int id = 0;
      for (String value : type.getValue()) {
        boolean arrays = !array(type.getKey()).equals("int");
        String typed = literal(value) + "::" + type.getKey();
        statements.add(
            "INSERT INTO "
                + table
                + " VALUES ("
                + id++
                + ", "
                + typed
                + (arrays ? ", ARRAY[" + typed + ", NULL]" : ", NULL")
                + ")");
      }
      statements.add("INSERT INTO " + table + " VALUES (" + id + ", NULL, NULL)");
      String column = "\"" + type.getKey().replace("\"", "") + "\"";
      statements.add(
          "INSERT INTO everything (id, "
              + column
              + ") VALUES ("
              + n
              + ", "
              + literal(type.getValue().get(0))
              + ")");
    }
    return statements;
  }

  /** The binary image of every row: what looks the same need not be. */
  private static List<String> images(MirroredSite site, boolean primary, int tables)
      throws Exception {
    List<String> images = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of("everything"));
    for (int i = 0; i < tables; i++) {
      names.add("t" + i);
    }
    for (String name : names) {
      // A record's send function writes each value by its type's own; text beside it, for messages.
      String query =
          "SELECT '"
              + name
              + "', x::text, "
              + "md5(record_send(x)) FROM "
              + name
              + " x ORDER BY id";
      images.addAll(
          TwoServers.rows(primary ? site.servers.primary() : site.servers.fallback(), query));
    }
    return images;
  }

  private static void survives(MirroredSite site, boolean seeded) throws Exception {
    if (!seeded) {
      site.cycle();
    }
    site.servers.onPrimary(inserts().toArray(String[]::new));
    assertThat(site.cycle().state())
        .isEqualTo(seeded ? CycleReport.State.SEEDED : CycleReport.State.APPLIED);
    List<String> expected = normal(images(site, true, VALUES.size()));
    assertThat(normal(images(site, false, VALUES.size()))).isEqualTo(expected);
    assertThat(site.onFallback("SELECT count(*) FROM everything"))
        .containsExactly(Integer.toString(VALUES.size()));
  }

  /** Oids of the user's types differ between databases; their rows are compared as text. */
  private static List<String> normal(List<String> images) {
    return images.stream()
        .map(
            image ->
                USERS_TYPES.stream().anyMatch(table -> image.startsWith(table + "|"))
                    ? image.substring(0, image.lastIndexOf('|'))
                    : image)
        .toList();
  }

  private static final List<String> USERS_TYPES =
      List.of(
          "everything",
          "t" + (VALUES.size() - 4),
          "t" + (VALUES.size() - 3),
          "t" + (VALUES.size() - 2),
          "t" + (VALUES.size() - 1));

  @Test
  void theySurviveACycle() throws Exception {
    try (MirroredSite site = MirroredSite.shared(tables())) {
      survives(site, false);
    }
  }

  @Test
  void theySurviveTheFirstSeed() throws Exception {
    try (MirroredSite site = MirroredSite.shared(tables())) {
      survives(site, true);
    }
  }

  @Test
  @Tag("thorough")
  void theySurviveBetweenVersionsEitherWay() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(TestServer.installed().isPresent());
    try (TestServer old = TestServer.start(TestServer.installed().orElseThrow())) {
      try (MirroredSite site = MirroredSite.on(old, TestServer.shared(), tables())) {
        survives(site, false);
      }
      try (MirroredSite site = MirroredSite.on(TestServer.shared(), old, tables())) {
        survives(site, true);
      }
    }
  }
}
