package com.hypermindlabs.understudy.route;

/** Whether the server that answers as the primary is the one that the fallback's data is from. */
public enum PrimaryIdentity {
  /** Nobody has asked yet. */
  UNKNOWN,
  /** It is, with everything that the fallback has seen of it. */
  SAME,
  /** The fallback never had data of a primary. */
  NEVER_MIRRORED,
  /**
   * It is, and has lost commits that the fallback has seen: a promoted standby, a restored backup.
   */
  LOST_COMMITS,
  /**
   * It is, and another one has gone on as this site since: its state directory was copied, or the
   * fallback was restored from an older copy.
   */
  OVERTAKEN,
  /** It is another database. */
  OTHER_DATABASE;

  /** What is wrong with it, in words; for those that are not {@link #trusted()}. */
  public String said() {
    return switch (this) {
      case LOST_COMMITS ->
          "the primary has lost commits that the fallback has seen (a promoted standby or a restored"
              + " backup)";
      case OVERTAKEN ->
          "another one has gone on as this site (a copied state directory, or a fallback restored"
              + " from an older copy)";
      case UNKNOWN, SAME, NEVER_MIRRORED, OTHER_DATABASE ->
          "the primary is not the database that the fallback's data is from";
    };
  }

  /** What is to be done about it, where something waits to be merged into it. */
  public String unconfirmed() {
    return said() + "; 'return --confirm-primary' merges into it all the same";
  }

  /** Whether a site may go there without asking anybody. */
  public boolean trusted() {
    return this == SAME || this == NEVER_MIRRORED;
  }
}
