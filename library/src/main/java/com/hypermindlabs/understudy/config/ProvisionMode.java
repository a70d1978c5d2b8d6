package com.hypermindlabs.understudy.config;

/** Where the fallback's server comes from: {@code database_fallback.mode}. */
public enum ProvisionMode {
  /** The configured server if it answers, else the host's binaries, else the embedded ones. */
  AUTO,
  /** A server that somebody else runs. */
  EXISTING,
  /** A cluster of ours on the PostgreSQL binaries of the host. */
  INSTALLED,
  /** A cluster of ours on the binaries that come as a Maven artifact. */
  EMBEDDED,
  /** A container with the pgvector image. */
  DOCKER
}
