package com.hypermindlabs.understudy.server;

import java.nio.file.Path;

/**
 * The programs of one PostgreSQL installation.
 *
 * @param directory the folder that holds {@code postgres}, {@code initdb} and {@code pg_ctl}
 * @param version what {@code postgres --version} says
 */
public record Binaries(Path directory, Version version) {
  /** The path of one program, as {@code initdb}. */
  public Path program(String name) {
    return directory.resolve(name);
  }
}
