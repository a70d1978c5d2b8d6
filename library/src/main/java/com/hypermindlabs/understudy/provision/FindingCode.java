package com.hypermindlabs.understudy.provision;

import java.util.Locale;

/** What can be found about a fallback. The names are part of the JSON output. */
public enum FindingCode {
  /** The server has no extension {@code vector}; search works without it, slower. */
  PGVECTOR_MISSING,
  /** The remembered port was taken by somebody else, so another one was chosen. */
  PORT_CHANGED,
  /** The server runs on another port than the settings name; it moves with its next start. */
  PORT_PENDING,
  /** The binaries are not those that the mode asks for: the data is of another major version. */
  OTHER_BINARIES,
  /** The owner role had to be made a superuser, which PostgreSQL 14 gives no way around. */
  OWNER_IS_SUPERUSER,
  /** The role may not set session_replication_role. */
  REPLICA_ROLE_DENIED,
  /** The application's role may do more than it should. */
  RIGHTS_TOO_WIDE,
  /** Commits are not durable: fsync or synchronous_commit is off. */
  NOT_DURABLE,
  /** Letters beyond ASCII have no case in the database. */
  ASCII_LETTERS,
  /** The settings switch the fallback off, so that no site turns to it. */
  SWITCHED_OFF,
  /** Nothing was provisioned yet. */
  NOT_PROVISIONED,
  /** It was provisioned but does not run. */
  NOT_RUNNING,
  /** The state directory is missing rights, belongs to somebody else, or is no directory. */
  STATE_DIRECTORY,
  /** No room on the disk. */
  DISK_FULL,
  /** The settings contradict themselves or what was provisioned. */
  SETTINGS,
  /** Another process has been provisioning for longer than we wait. */
  BUSY,
  /** The port that the settings name is taken. */
  PORT_TAKEN,
  /** The server that answers is not the one that was provisioned. */
  FOREIGN_SERVER,
  /** No PostgreSQL to run. */
  NO_BINARIES,
  /** The data is of a major version for which there are no binaries. */
  VERSION_MISMATCH,
  /** The data directory is incomplete, or gone. */
  DATA_DAMAGED,
  /** The existing server cannot be reached, or refuses the login. */
  UNREACHABLE,
  /** A right is missing that cannot be done without. */
  MISSING_RIGHT,
  /** No docker engine answers. */
  DOCKER_UNAVAILABLE,
  /** The server failed: its message says how. */
  SERVER_FAILED;

  /** The name in JSON, as {@code pgvector_missing}. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
