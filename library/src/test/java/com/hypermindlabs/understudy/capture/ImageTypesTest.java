package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The image of a row is the row, to the last bit, whatever its types. */
class ImageTypesTest {
  private static final String TYPES =
      "SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace"
          + " AND typtype IN ('b', 'r', 'm') AND (typelem = 0 OR typcategory <> 'A' OR typlen > 0)"
          + " AND typname !~ '^_' AND typrelid = 0 ORDER BY typname";

  /** A column and the texts of its values. */
  private record Sample(String type, List<String> values) {}

  private static List<Sample> samples(JournaledFallback fallback) throws SQLException {
    List<Sample> samples = new ArrayList<>();
    for (String type : fallback.query(TYPES)) {
      if (BuiltInValues.WITHOUT_VALUES.contains(type)) {
        continue;
      }
      assertThat(BuiltInValues.of(type)).as("values of type %s", type).isNotNull();
      samples.add(new Sample("pg_catalog.\"" + type + "\"", BuiltInValues.of(type)));
    }
    assertThat(samples).hasSizeGreaterThan(60);
    samples.add(new Sample("varchar(5)", List.of("abcde", "a    ")));
    samples.add(new Sample("char(5)", List.of("abcde", "a")));
    samples.add(new Sample("numeric(10,3)", List.of("1.000")));
    samples.add(new Sample("bit(5)", List.of("10101")));
    samples.add(new Sample("timestamp(0)", List.of("2024-01-01 00:00:01")));
    samples.add(new Sample("int[]", List.of("[2:3]={1,NULL}", "{}", "{{1,2},{3,4}}")));
    samples.add(new Sample("text[]", List.of("[0:0]={\"\"}", "{NULL,\"NULL\"}")));
    samples.add(new Sample("mood", List.of("sad", "happy")));
    samples.add(new Sample("positive", List.of("1")));
    samples.add(new Sample("pair", List.of("(,)", "(1,\"a,b\")")));
    samples.add(new Sample("pair[]", List.of("{NULL,\"(1,)\"}")));
    samples.add(new Sample("positive[]", List.of("{1,2}")));
    return samples;
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void imagesOfAllTypesAreTheRowsThemselves(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.apply(
          "CREATE TYPE mood AS ENUM ('sad', 'happy')",
          // A check that finds nothing under another search path, and refuses NULL.
          "CREATE FUNCTION is_positive(int) RETURNS boolean LANGUAGE plpgsql AS"
              + " 'BEGIN RETURN $1 > (SELECT zero FROM constants); END'",
          "CREATE TABLE constants (zero int)",
          "CREATE DOMAIN positive AS int NOT NULL DEFAULT 1 CHECK (is_positive(VALUE))",
          "CREATE TYPE pair AS (a int, b text)",
          "INSERT INTO constants VALUES (0)",
          "GRANT SELECT ON constants TO fallback_application");
      List<Sample> samples = samples(fallback);
      StringBuilder columns = new StringBuilder("CREATE TABLE t (id int PRIMARY KEY");
      for (int i = 0; i < samples.size(); i++) {
        columns.append(", c").append(i).append(' ').append(samples.get(i).type());
      }
      fallback.migrate(columns + ")");
      insert(fallback, samples);
      fallback.apply("CREATE TABLE understudy.before AS SELECT * FROM t");
      fallback.open();
      fallback.application(
          "UPDATE t SET id = id + 100 WHERE id = 1", "DELETE FROM t WHERE id < 100");
      String journal = "understudy.journal_" + fallback.number("t");
      assertThat(fallback.query("SELECT count(*) FROM " + journal + " WHERE o_there"))
          .containsExactly("3");
      for (int i = 0; i < samples.size(); i++) {
        assertThat(
                fallback.query(
                    "SELECT count(*) FROM understudy.before b JOIN "
                        + journal
                        + " j ON j.k1 = b.id WHERE record_image_eq(ROW(b.c%d), ROW(j.o%d%s))"
                            .formatted(i, i + 2, cast(samples.get(i)))))
            .as("images of type %s", samples.get(i).type())
            .containsExactly("3");
      }
    }
  }

  /** The image of a domain is of what the domain is made of. */
  private static String cast(Sample sample) {
    return sample.type().equals("positive") ? "::positive" : "";
  }

  private static void insert(JournaledFallback fallback, List<Sample> samples) throws SQLException {
    try (Connection connection = fallback.servers().fallback().open()) {
      for (int row = 0; row < 3; row++) {
        StringBuilder sql = new StringBuilder("INSERT INTO t SELECT ").append(row);
        List<String> values = new ArrayList<>();
        for (Sample sample : samples) {
          boolean given = row < sample.values().size() || sample.type().equals("positive");
          sql.append(given ? ", ?::" + sample.type() : ", NULL");
          if (given) {
            values.add(sample.values().get(Math.min(row, sample.values().size() - 1)));
          }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
          for (int i = 0; i < values.size(); i++) {
            // Without a type, so that it is read as a literal of the column's.
            statement.setObject(i + 1, values.get(i), Types.OTHER);
          }
          statement.execute();
        }
      }
    }
  }
}
