package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Version;
import java.util.List;

/**
 * A fallback that runs and was looked at. Immutable; its textual form holds no secret.
 *
 * @param mode where the server comes from; never AUTO
 * @param version the server's
 * @param application reads and writes rows, nothing else: for the application's pool
 * @param owner owns the database and its tables: for migrations, gate and mirror; the same as
 *     {@code application} in mode EXISTING
 * @param pgvector whether the extension {@code vector} is in the database
 * @param findings what is worth saying and did not prevent it
 */
public record FallbackServer(
    ProvisionMode mode,
    Version version,
    ConnectionTarget application,
    ConnectionTarget owner,
    boolean pgvector,
    List<Finding> findings) {
  /** Copies the findings. */
  public FallbackServer {
    findings = List.copyOf(findings);
  }
}
