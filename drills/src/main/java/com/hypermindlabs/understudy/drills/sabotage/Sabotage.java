package com.hypermindlabs.understudy.drills.sabotage;

import com.hypermindlabs.understudy.assistant.drill.UnknownSabotageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A mechanism that is taken out of the engine. What is shipped stays as it is: a patch is laid over
 * classes and scripts as a process of a drilled site loads them.
 */
public enum Sabotage {
  /** The journal's triggers never fire. */
  JOURNAL_OFF(
      new Patch(Names.CAPTURE + "journal-triggers.sql", "WHEN (${application})", "WHEN (false)")),
  /** A round that is sent again, after a crash or a lost answer, is carried out again. */
  MARKER_IGNORED_AFTER_A_CRASH(
      new Patch(
          Names.RECONCILE + "PrimaryMerge",
          " (id, site, epoch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          " (id, site, epoch) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET at = round.at")),
  /** The guard lets everybody pass, whatever the gate says. */
  GATE_LEFT_OPEN(
      new Patch(
          Names.CAPTURE + "gate.sql",
          "IF NOT EXISTS (SELECT FROM understudy.gate) THEN\n    RAISE",
          "IF false THEN\n    RAISE")),
  /** The mirror applies without holding, or reading, the gate. */
  MIRROR_WITHOUT_THE_LOCK(
      new Patch(
          Names.MIRROR + "FallbackSession",
          "LOCK TABLE understudy.gate IN ROW SHARE MODE",
          "SELECT 1"),
      new Patch(
          Names.MIRROR + "FallbackSession",
          "SELECT EXISTS (SELECT FROM understudy.gate), (SELECT epoch FROM understudy.site)",
          "SELECT false, 0::bigint")),
  /** A row that is touched again after a round keeps its old base: what is sent counts twice. */
  BASES_NOT_REFRESHED(
      new Patch(
          Names.RECONCILE + "SettleSql", "o\1 = s.s\1, t\1 = s.t\1", "o\1 = j.o\1, t\1 = j.t\1")),
  /** The mirror forgets transactions that were under way in its last snapshot. */
  LATE_COMMITS_MISSED(
      new Patch(
          Names.MIRROR + "ChangeLog",
          ") OR xid = ANY (ARRAY(SELECT",
          ") OR (false) AND xid = ANY (ARRAY(SELECT")),
  /** A commit whose outcome is unknown is told as one that failed. */
  UNKNOWN_TOLD_AS_FAILED(new Patch(Names.POOL + "CommitUnknownException", "08007", "08006"));

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<Patch> patches;

  Sabotage(Patch... patches) {
    this.patches = List.of(patches);
  }

  private static final class Names {
    private static final String RESOURCES = "com/hypermindlabs/understudy/";
    static final String CAPTURE = RESOURCES + "capture/";
    private static final String CLASSES = "com.hypermindlabs.understudy.";
    static final String RECONCILE = CLASSES + "reconcile.";
    static final String MIRROR = CLASSES + "mirror.";
    static final String POOL = CLASSES + "pool.";
  }

  /**
   * By its word on the command line.
   *
   * @throws UnknownSabotageException naming those there are
   */
  public static Sabotage named(String word) {
    return Arrays.stream(values())
        .filter(one -> one.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownSabotageException(
                    "there is no sabotage "
                        + word
                        + "; there are "
                        + Arrays.stream(values())
                            .map(Sabotage::word)
                            .collect(Collectors.joining(", "))));
  }

  /** Its word on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  List<Patch> patches() {
    return patches;
  }
}
