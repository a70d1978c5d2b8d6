package com.hypermindlabs.understudy.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL version, as {@code 18.4}. Ordered by age; the newest is the greatest.
 *
 * @param major the major version, as 18; data directories of two majors do not mix
 * @param minor the minor release, 0 for a beta
 */
public record Version(int major, int minor) implements Comparable<Version> {
  /** The oldest major version that the product supports. */
  public static final int OLDEST_MAJOR = 14;

  private static final Pattern PRINTED = Pattern.compile("\\(PostgreSQL\\) (\\d+)(?:\\.(\\d+))?");

  /**
   * Reads the answer of {@code postgres --version}.
   *
   * @throws ServerException when the text is no such answer
   */
  public static Version parse(String printed) {
    Matcher matcher = PRINTED.matcher(printed);
    if (!matcher.find()) {
      throw new ServerException(
          "read a PostgreSQL version from '"
              + printed.strip()
              + "': not an answer of postgres --version",
          "check that the binaries are those of a PostgreSQL server");
    }
    String minor = matcher.group(2);
    return new Version(
        Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor));
  }

  /** Whether the product works with this version. */
  public boolean supported() {
    return major >= OLDEST_MAJOR;
  }

  @Override
  public int compareTo(Version other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
