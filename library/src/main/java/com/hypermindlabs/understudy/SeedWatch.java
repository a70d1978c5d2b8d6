package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.mirror.MirrorListener;
import com.hypermindlabs.understudy.mirror.SeedProgress;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the mirror tells, for the log and for the status. Thread-safe. */
final class SeedWatch implements MirrorListener {
  private static final Logger LOG = LoggerFactory.getLogger(SeedWatch.class);
  private static final double MEGABYTE = 1e6;

  private volatile @Nullable SeedProgress last;

  @Override
  public void progress(SeedProgress progress) {
    last = progress;
  }

  @Override
  public void reseeding(TableName table, String reason) {
    LOG.info("{} is brought anew: {}", table, reason);
  }

  @Override
  public void sequenceShort(String sequence, String reason) {
    LOG.warn("sequence {} has few numbers for the fallback: {}", sequence, reason);
  }

  /** What was told last; another object each time. */
  @Nullable SeedProgress last() {
    return last;
  }

  /** How far it is, in words; null when none was seen. */
  @Nullable String text() {
    SeedProgress progress = last;
    if (progress == null) {
      return null;
    }
    Duration left = progress.left();
    return String.format(
        Locale.ROOT,
        "%d of %d tables, %d rows, %.1f MB/s%s",
        progress.tablesDone(),
        progress.tables(),
        progress.rows(),
        progress.bytesPerSecond() / MEGABYTE,
        left == null ? "" : ", about " + left.toSeconds() + " s left");
  }
}
