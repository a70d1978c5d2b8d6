package com.hypermindlabs.understudy.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody probably meant. */
final class NearMiss {
  private static final int FARTHEST = 2;
  private static final int LETTERS_PER_SLIP = 4;

  private NearMiss() {}

  /**
   * The known name that is only a slip or two away; a different case, or other separators, are no
   * slip at all. Short names allow fewer slips.
   */
  static Optional<String> of(String name, Collection<String> known) {
    String plain = plain(name);
    int allowed = Math.min(FARTHEST, plain.length() / LETTERS_PER_SLIP);
    return known.stream()
        .filter(candidate -> !candidate.equals(name))
        .map(candidate -> new Candidate(candidate, slips(plain, plain(candidate), allowed)))
        .filter(candidate -> candidate.slips() <= allowed)
        .min(Comparator.comparingInt(Candidate::slips).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  private record Candidate(String name, int slips) {}

  /**
   * The distance, or one that is too great: every start compares every variable of its environment
   * with every name, and most are of another length.
   */
  private static int slips(String one, String other, int allowed) {
    int added = Math.abs(one.length() - other.length());
    return added > allowed ? added : distance(one, other);
  }

  /** How many letters have to be added, dropped, changed or swapped with their neighbour. */
  static int distance(String one, String other) {
    int[][] steps = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        steps[i][j] =
            Math.min(steps[i - 1][j - 1] + change, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
      }
    }
    return steps[one.length()][other.length()];
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }
}
