package com.hypermindlabs.understudy.assistant.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells the watch of whatever comes in, and takes in no more than anybody could mean. */
final class WatchedStream extends FilterInputStream {
  static final int MOST_BYTES = 64 << 20;

  private final Watch watch;
  private long taken;

  WatchedStream(InputStream in, Watch watch) {
    super(in);
    this.watch = watch;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    noted(one < 0 ? -1 : 1);
    return one;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return noted(super.read(into, offset, length));
  }

  private int noted(int count) throws IOException {
    if (count > 0) {
      watch.progress();
      taken += count;
      if (taken > MOST_BYTES) {
        throw new IOException("more than " + (MOST_BYTES >> 20) + " MB were sent");
      }
    }
    return count;
  }
}
