package com.hypermindlabs.understudy.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The SQL texts that lie beside the classes. */
public final class Scripts {
  private Scripts() {}

  /**
   * Reads one.
   *
   * @param beside the class in whose package it lies
   * @param name of the file, as {@code gate.sql}
   */
  public static String read(Class<?> beside, String name) {
    try (InputStream stream = beside.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing from the library");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
