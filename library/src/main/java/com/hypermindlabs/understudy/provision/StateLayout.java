package com.hypermindlabs.understudy.provision;

import java.nio.file.Path;

/**
 * The names in the state directory that provisioning owns.
 *
 * @param root the state directory, absolute
 */
record StateLayout(Path root) {
  static final String SCRATCH = ".building-";
  static final String DOOMED = ".destroyed-";

  StateLayout {
    root = root.toAbsolutePath().normalize();
  }

  /** All that belongs to the server's account. */
  Path fallback() {
    return root.resolve("fallback");
  }

  Path data() {
    return fallback().resolve("data");
  }

  Path log() {
    return fallback().resolve("server.log");
  }

  Path binaries() {
    return root.resolve("binaries");
  }

  Path marker() {
    return root.resolve("fallback.json");
  }

  Path secret() {
    return root.resolve("fallback.secret");
  }

  Path lock() {
    return root.resolve("provision.lock");
  }
}
