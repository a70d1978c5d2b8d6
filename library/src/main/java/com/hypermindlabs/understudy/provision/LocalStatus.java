package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Version;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of the fallback from its files and processes, without a connection to it.
 *
 * @param provisioned whether a run of provisioning has come to its end
 * @param running whether its server's process is there and ready; for a server that is not ours,
 *     whether something listens there
 * @param mode where the server comes from; null before it was provisioned
 * @param endpoint where it listens, or would
 * @param version as of the last provisioning or start
 * @param pid the postmaster, while one of ours runs
 * @param dataDirectory of a server of ours, there or not
 * @param problem what keeps it from serving
 */
public record LocalStatus(
    boolean provisioned,
    boolean running,
    @Nullable ProvisionMode mode,
    @Nullable Endpoint endpoint,
    @Nullable Version version,
    @Nullable Long pid,
    @Nullable Path dataDirectory,
    @Nullable Finding problem) {
  static LocalStatus nothing(Finding problem) {
    return new LocalStatus(false, false, null, null, null, null, null, problem);
  }
}
