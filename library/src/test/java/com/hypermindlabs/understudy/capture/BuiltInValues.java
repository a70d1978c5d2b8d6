package com.hypermindlabs.understudy.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Values of every built-in type, the odd ones above all, as their texts. */
final class BuiltInValues {
  /** Types that no value can be given to from outside. */
  static final Set<String> WITHOUT_VALUES =
      Set.of(
          "gtsvector",
          "pg_node_tree",
          "pg_ndistinct",
          "pg_dependencies",
          "pg_mcv_list",
          "pg_brin_bloom_summary",
          "pg_brin_minmax_multi_summary",
          "pg_ddl_command");

  private static final Map<String, List<String>> VALUES = new TreeMap<>();

  static {
    numbers();
    texts();
    times();
    shapesAndAddresses();
    documents();
    ofTheSystem();
    ranges();
  }

  private BuiltInValues() {}

  /** By the type's name, at most three values; null for a type that is not known here. */
  static List<String> of(String type) {
    return VALUES.get(type);
  }

  private static void put(String type, String... values) {
    VALUES.put(type, List.of(values));
  }

  private static void numbers() {
    put("bool", "t", "f");
    put("int2", "-32768", "32767");
    put("int4", "-2147483648", "0");
    put("int8", "-9223372036854775808", "1");
    put("float4", "-0", "NaN", "1.1754944e-38");
    put("float8", "-0", "-Infinity", "0.1000000000000000055511151231257827");
    put("numeric", "1.000", "NaN", "-0.00000000000000000000000000000000001");
    put("money", "-12.34", "0");
    put("bit", "1", "0");
    put("varbit", "", "10101");
    put("oid", "0", "4294967295");
  }

  private static void texts() {
    put("text", "", " x ", "a'\"\\\n\tü😀");
    put("varchar", "", "x  ");
    put("bpchar", "x  ", "");
    put("char", "a", "\\377");
    put("name", "a b", "");
    put("cstring", "x");
    put("bytea", "\\x", "\\x00ff5c27");
    put("uuid", "00000000-0000-0000-0000-000000000000");
    put("refcursor", "c", "");
  }

  private static void times() {
    put("date", "infinity", "4713-01-01 BC", "2024-02-29");
    put("time", "24:00:00", "00:00:00.000001");
    put("timetz", "23:59:59.999999+15:59", "00:00-12");
    put("timestamp", "-infinity", "294276-12-31 23:59:59.999999");
    put("timestamptz", "infinity", "2024-03-31 02:30:00.5+01", "4713-01-01 00:00 BC");
    put("interval", "1 mon -1 day 25:00:00", "-178000000 years", "0.000001 s");
  }

  private static void shapesAndAddresses() {
    put("point", "(-0,1e300)", "(NaN,0)");
    put("line", "{1,2,3}");
    put("lseg", "[(0,0),(1,1)]");
    put("box", "(1,1),(0,0)");
    put("path", "[(0,0),(1,1)]", "((0,0),(1,1),(2,0))");
    put("polygon", "((0,0),(1,1),(2,0))");
    put("circle", "<(0,0),1.5>");
    put("inet", "10.1.2.3/8", "::ffff:1.2.3.4", "2001:db8::/32");
    put("cidr", "10.0.0.0/8", "2001:db8::/32");
    put("macaddr", "08:00:2b:01:02:03");
    put("macaddr8", "08:00:2b:01:02:03:04:05");
  }

  private static void documents() {
    put("json", " { \"a\":1 , \"a\" : 1.0 }", "\"\\u0000\"", "null");
    put("jsonb", "{\"a\": 1.10, \"b\": [null, \"ü\"]}", "null");
    put("jsonpath", "$.\"a\"[*] ? (@ > 1)");
    put("xml", "<a  b='c'/>", "<?xml version=\"1.0\"?><x>&amp;</x>");
    put("tsvector", "'a':1A,2 'b''c':3", "");
    put("tsquery", "'a' & !'b':*C <2> 'c'", "");
  }

  private static void ofTheSystem() {
    put("xid", "4294967295", "2");
    put("xid8", "18446744073709551615");
    put("cid", "7");
    put("tid", "(4294967294,65535)", "(0,1)");
    put("oidvector", "1 2 3", "");
    put("int2vector", "-1 2", "");
    put("pg_lsn", "FFFFFFFF/FFFFFFFF", "0/0");
    put("pg_snapshot", "10:20:10,14,15");
    put("txid_snapshot", "10:20:10,14,15");
    put("aclitem", "postgres=arwdDxt*/postgres");
    put("regproc", "now", "-");
    put("regprocedure", "sum(integer)");
    put("regoper", "^@");
    put("regoperator", "+(integer,integer)");
    put("regclass", "pg_class", "123456789");
    put("regtype", "integer");
    put("regrole", "postgres");
    put("regnamespace", "pg_catalog");
    put("regconfig", "english");
    put("regdictionary", "simple");
    put("regcollation", "\"C\"");
    put("regdatabase", "postgres");
  }

  private static void ranges() {
    put("int4range", "[1,5)", "empty", "(,)");
    put("int8range", "[-9223372036854775808,5)");
    put("numrange", "(1.0,1.00]", "[NaN,]");
    put("daterange", "[2024-01-01,infinity)");
    put("tsrange", "[-infinity,\"2024-01-01 00:00:00\"]");
    put("tstzrange", "(\"2024-01-01 00:00:00+00\",)");
    for (String range : List.of("int4", "int8", "num", "date", "ts", "tstz")) {
      List<String> all = new ArrayList<>(List.of("{}"));
      all.add("{" + VALUES.get(range + "range").get(0) + "}");
      VALUES.put(range + "multirange", all);
    }
  }
}
