package com.hypermindlabs.understudy.drills.plan;

/** What can go wrong, or be asked for, in a schedule. */
public enum Kind {
  /** SIGKILL to one process of a site; another is started at the end. */
  PROCESS_KILLED(Target.PROCESS, 10),
  /** SIGKILL to the process that leads the site. */
  LEADER_KILLED(Target.PROCESS, 8),
  /** SIGKILL to every process of a site and to its fallback. */
  SITE_KILLED(Target.PROCESS, 4),
  /** SIGSTOP to one process, SIGCONT at the end. */
  PROCESS_PAUSED(Target.PROCESS, 8),
  /** Whoever comes to a certain step of mirror or return ends right there, by SIGKILL. */
  HALTED_AT_A_STEP(Target.PROCESS, 12),
  /** Whoever comes to a certain step stops right there, by SIGSTOP. */
  STALLED_AT_A_STEP(Target.PROCESS, 10),
  /** The thread that comes to a certain step sleeps there, and all others go on. */
  DELAYED_AT_A_STEP(Target.PROCESS, 10),
  /** SIGSTOP to the leader. */
  LEADER_PAUSED(Target.PROCESS, 5),
  /** SIGKILL to the fallback's server. */
  FALLBACK_KILLED(Target.FALLBACK, 8),
  /** A file fills the disk of the fallback until the end. */
  DISK_FULL(Target.FALLBACK, 5),
  /** SIGKILL to the primary; started again at the end. */
  PRIMARY_KILLED(Target.PRIMARY, 10),
  /** An operator's restart: stop, then start. */
  PRIMARY_RESTARTED(Target.PRIMARY, 4),
  /** SIGSTOP to every process of the primary. */
  PRIMARY_PAUSED(Target.PRIMARY, 5),
  /** At the end the primary comes back as it was at the beginning: a standby that was behind. */
  PRIMARY_REPLACED(Target.PRIMARY, 5),
  /** Connects refused, open connections reset. */
  LINK_REFUSED(Target.LINK, 7),
  /** Nothing passes, in both directions. */
  LINK_SILENT(Target.LINK, 8),
  /** Nothing reaches the primary; its answers pass. */
  LINK_SILENT_THERE(Target.LINK, 4),
  /** Nothing comes back from the primary. */
  LINK_SILENT_BACK(Target.LINK, 6),
  /** Only small packets pass. Needs a network namespace. */
  LINK_LARGE_LOST(Target.LINK, 5),
  /** Some packets are lost at random. Needs a network namespace. */
  LINK_LOSSY(Target.LINK, 5),
  /** Each answer comes late, and thin. */
  LINK_SLOW(Target.LINK, 5),
  /** Each connection is cut after so many more bytes. */
  LINK_CUT(Target.LINK, 5),
  /** Each connection is reset where a commit would be answered. */
  LINK_COMMIT_UNANSWERED(Target.LINK, 5),
  /** The wall clock of a process jumps, and what the primary noted of the sites ages. */
  CLOCK_JUMP(Target.NOTHING, 4),
  /** A process is replaced by one of a newer version, with another schema. */
  MIGRATION(Target.NOTHING, 5),
  /** An operator orders the site to its fallback. */
  PLANNED_FAILOVER(Target.NOTHING, 4);

  private final Target target;
  private final int weight;

  Kind(Target target, int weight) {
    this.target = target;
    this.weight = weight;
  }

  /** What two faults may not have hold of at once. */
  public enum Target {
    /** The processes of one site. */
    PROCESS,
    /** The fallback of one site. */
    FALLBACK,
    /** The primary, for all. */
    PRIMARY,
    /** The link of one site. */
    LINK,
    /** Over at once. */
    NOTHING
  }

  /** What it has hold of. */
  public Target target() {
    return target;
  }

  /** Whether it waits for somebody at a step of mirror or return. */
  public boolean atAStep() {
    return switch (this) {
      case HALTED_AT_A_STEP, STALLED_AT_A_STEP, DELAYED_AT_A_STEP -> true;
      default -> false;
    };
  }

  /** Whether it is an outage that only a probe's patience tells. */
  boolean silent() {
    return switch (this) {
      case LINK_SILENT, LINK_SILENT_BACK, LINK_SILENT_THERE, PRIMARY_PAUSED -> true;
      default -> false;
    };
  }

  int weight() {
    return weight;
  }
}
