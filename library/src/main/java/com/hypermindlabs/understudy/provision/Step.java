package com.hypermindlabs.understudy.provision;

/**
 * The steps of provisioning, in their order. Each may be interrupted anywhere; the next run takes
 * up what is left of it.
 */
public enum Step {
  /** The state directory exists, is ours and can be reached by the server's account. */
  PREPARE,
  /** The source of the server is chosen. */
  CHOOSE,
  /** The embedded PostgreSQL is unpacked, once for each version. */
  UNPACK,
  /** The generated passwords are on the disk. */
  SECRETS,
  /** What dead attempts have left is removed. */
  CLEAN,
  /** initdb in a scratch directory. */
  INITIALISE,
  /** The finished data directory gets its name. */
  PLACE,
  /** The server's own settings are written and it runs. */
  START,
  /** The roles exist, with their passwords. */
  ROLES,
  /** The database exists and belongs to the owner. */
  DATABASE,
  /** Schemas, rights and default rights. */
  RIGHTS,
  /** The extension {@code vector}, where there is one. */
  EXTENSION,
  /** Logged in as both roles and looked. */
  VERIFY,
  /** What was provisioned is written down: from here on it counts as provisioned. */
  REMEMBER
}
