package com.hypermindlabs.understudy.assistant.screen;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A whole terminal to draw on. While it is open keys are not echoed and signals of the keyboard
 * come as keys; {@link #close} leaves the terminal as it was found. One thread draws and reads;
 * close may come from any, and twice.
 */
public interface Surface extends AutoCloseable {
  /** As of the last {@link #read}. */
  Size size();

  /** Shows a picture in place of the one before. */
  void show(Picture picture);

  /**
   * Waits for a key.
   *
   * @return null when none came within that time
   */
  @Nullable Key read(Duration patience);

  @Override
  void close();
}
