package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;

/** Is told what the mirror does, on the thread that does it. Must return soon and throw nothing. */
public interface MirrorListener {
  /** Hears nothing. */
  MirrorListener SILENT = new MirrorListener() {};

  /** A first seed got further: several times a second. */
  default void progress(SeedProgress progress) {}

  /**
   * A table is brought again as a whole.
   *
   * @param reason in words
   */
  default void reseeding(TableName table, String reason) {}

  /**
   * A sequence has no block of numbers for the fallback, or a smaller one than wanted.
   *
   * @param sequence its name
   * @param reason in words
   */
  default void sequenceShort(String sequence, String reason) {}
}
