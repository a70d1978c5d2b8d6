package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.TableShape.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The statements that make the journal of one table. Pure.
 *
 * @param n the table's number
 * @param shape the table, plain or the root of partitions
 * @param types the image's types, of {@link TableShape#stored()} in its order
 * @param keyTypes those of the key
 * @param hold whether transactions are to be told apart
 * @param owner oid of the role that installs
 * @param leaves oids of the table and its partitions, which all have a guard
 */
record JournalText(
    int n,
    TableShape shape,
    List<String> types,
    List<String> keyTypes,
    boolean hold,
    long owner,
    List<Long> leaves) {
  private static final String TABLE = Scripts.read(JournalText.class, "journal-table.sql");
  private static final String FUNCTIONS = Scripts.read(JournalText.class, "journal-functions.sql");
  private static final String MIGRATION = Scripts.read(JournalText.class, "journal-migration.sql");
  private static final String TRIGGERS = Scripts.read(JournalText.class, "journal-triggers.sql");
  private static final String STATEMENTS =
      Scripts.read(JournalText.class, "journal-statements.sql");
  private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)\\}");

  /** The table of images. */
  String table() {
    return fill(TABLE, Map.of());
  }

  /** What rounds keep beside it. */
  SentTable sent() {
    return new SentTable(n, JournalCarry.numbers(shape), types, keyTypes);
  }

  /** The trigger functions; replaces those that are there. */
  String functions() {
    return fill(FUNCTIONS + ";\n" + MIGRATION, functionParts());
  }

  /** The row triggers, on the table or the root; replaces those that are there. */
  String triggers() {
    return fill(TRIGGERS, Map.of());
  }

  /** The triggers for statements, on the table, the root or one of its partitions. */
  String statementTriggers(TableName on) {
    return fill(STATEMENTS, Map.of("on", on.sql()));
  }

  /** Names of the triggers that {@link #triggers()} makes. */
  List<String> triggerNames() {
    return Stream.concat(clonedNames().stream(), Stream.of(triggerName("passed"))).toList();
  }

  /** Names of those among them that PostgreSQL clones to partitions. */
  List<String> clonedNames() {
    return Stream.of("base", "born", "moved", "reread").map(this::triggerName).toList();
  }

  /** Names of the triggers that {@link #statementTriggers} makes. */
  List<String> statementNames() {
    return Stream.of("wipe", "unseen").map(this::triggerName).toList();
  }

  /** Differs whenever one of the statements does. */
  String digest() {
    String all = shape.oid() + table() + functions() + triggers();
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private String triggerName(String what) {
    return "!understudy_" + what + "_" + n;
  }

  /** The key's columns in the journal. */
  String keys() {
    return numbered("k", shape.key().size(), k -> "");
  }

  /** The image's columns in the journal, {@code o} or {@code t}. */
  String images(String side) {
    return numbered(side, types.size(), i -> "");
  }

  private String fill(String text, Map<String, String> more) {
    Map<String, String> parts = new HashMap<>(tableParts());
    parts.putAll(more);
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = parts.get(place.group(1));
              if (value == null) {
                throw new IllegalStateException("no value for " + place.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }

  private Map<String, String> tableParts() {
    String member = "pg_has_role(session_user, " + owner + "::oid, 'MEMBER')";
    return Map.ofEntries(
        Map.entry("n", Integer.toString(n)),
        Map.entry("table", shape.name().sql()),
        Map.entry("title", shape.name().sql().replaceAll("[\\r\\n]", "?")),
        Map.entry("q", DollarQuote.mark(values("r") + keyValues("r", "") + types + keyTypes)),
        Map.entry("owner", Long.toString(owner)),
        Map.entry("keys", keys()),
        Map.entry("key_definitions", numbered("k", keyTypes.size(), k -> " " + keyTypes.get(k))),
        Map.entry(
            "image_definitions",
            numbered("o", types.size(), i -> " " + types.get(i))
                + ", "
                + numbered("t", types.size(), i -> " " + types.get(i))),
        Map.entry("images", images("o")),
        Map.entry(
            "application",
            "(coalesce(current_setting('understudy.apply', true), '') NOT IN ('on', 'migration')"
                + " OR NOT "
                + member
                + ")"),
        Map.entry(
            "migration", "current_setting('understudy.apply', true) = 'migration' AND " + member));
  }

  private Map<String, String> functionParts() {
    String pins = Pins.functionOptions();
    Map<String, String> parts = new HashMap<>();
    parts.put("pins", pins);
    parts.put("note_pins", hold && !new TouchedKey(keyTypes).plain() ? pins : "");
    parts.put("old_keys", keyValues("OLD", ""));
    parts.put("new_keys", keyValues("NEW", ""));
    parts.put("old_key", key("OLD"));
    parts.put("new_key", key("NEW"));
    parts.put("old_images", values("OLD"));
    parts.put("row_keys", formatted(keyValues("r", "")));
    parts.put("row_images", formatted(values("r")));
    parts.put(
        "touch_old", hold ? touch("VALUES (me, " + n + ", " + touchedKey("OLD") + ")") + ";" : "");
    parts.put(
        "touch_new", hold ? touch("VALUES (me, " + n + ", " + touchedKey("NEW") + ")") + ";" : "");
    parts.put("touch_all", touchAll());
    parts.put("leaf_check", leafCheck());
    parts.putAll(new MovedBase(this).parts());
    return parts;
  }

  private static String touch(String values) {
    return "INSERT INTO understudy.touch " + values + " ON CONFLICT DO NOTHING";
  }

  private String touchAll() {
    String one =
        "SELECT pg_current_xact_id(), " + n + ", " + formatted(touchedKey("r")) + " FROM %s r";
    return hold ? "EXECUTE format(" + DollarQuote.of(touch(one)) + ", TG_RELID::regclass);" : "";
  }

  /** A partition that came later has the row triggers, and no guard before the next install. */
  private String leafCheck() {
    if (shape.kind() == Kind.PLAIN) {
      return "";
    }
    return "IF TG_RELID <> ALL ('{"
        + leaves.stream().map(String::valueOf).collect(Collectors.joining(","))
        + "}'::oid[]) AND NOT EXISTS (SELECT FROM understudy.gate) THEN"
        + " RAISE EXCEPTION 'the fallback is closed: it does not take writes to %.% now',"
        + " TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'read_only_sql_transaction';"
        + " END IF;";
  }

  /** The key of a row, as the log of transactions has it. */
  String touchedKey(String row) {
    List<Column> key = shape.keyColumns();
    return new TouchedKey(keyTypes).of(k -> row + "." + key.get(k).sql() + "::" + keyTypes.get(k));
  }

  private String key(String row) {
    return "ARRAY[" + keyValues(row, "::text") + "]";
  }

  private String keyValues(String row, String cast) {
    return shape.keyColumns().stream()
        .map(column -> row + "." + column.sql() + cast)
        .collect(Collectors.joining(", "));
  }

  private String values(String row) {
    return shape.stored().stream()
        .map(column -> row + "." + column.sql())
        .collect(Collectors.joining(", "));
  }

  /** As part of a text for format(). */
  private static String formatted(String sql) {
    return sql.replace("%", "%%");
  }

  private static String numbered(String letter, int count, Function<Integer, String> suffix) {
    List<String> all = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> all.add(letter + (i + 1) + suffix.apply(i)));
    return String.join(", ", all);
  }
}
