package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.pool.DirectDataSource;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.Finding;
import com.hypermindlabs.understudy.provision.FindingCode;
import com.hypermindlabs.understudy.provision.LocalStatus;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.provision.Verification;
import com.hypermindlabs.understudy.server.DataDirectory;
import com.hypermindlabs.understudy.server.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A fallback that was provisioned: there, running, and as it was made. */
record ProvisionedFallback(Provisioner provisioner, ConnectionFactory factory) {
  private static final String AREA = "fallback";

  /** What the next start does by itself. */
  private static final Set<FindingCode> PASSING =
      Set.of(FindingCode.NOT_PROVISIONED, FindingCode.NOT_RUNNING);

  List<Remark> remarks() {
    LocalStatus status = provisioner.status();
    @Nullable Remark other = otherMajor(status);
    if (other != null) {
      return List.of(other);
    }
    @Nullable Finding problem = status.problem();
    if (problem != null) {
      return List.of(of(problem));
    }
    Verification verification = provisioner.verify();
    @Nullable FallbackServer server = verification.server();
    List<Remark> remarks = new ArrayList<>();
    if (server != null) {
      remarks.add(serves(server));
    }
    @Nullable Finding broken = verification.problem();
    for (Finding finding : verification.findings()) {
      remarks.add(
          finding.equals(broken)
              ? of(finding)
              : Remark.warning(AREA, finding.message(), finding.hint()));
    }
    if (server != null) {
      remarks.add(
          new SchemaCheck(AREA, new DirectDataSource(factory, server.owner(), Map.of())).remark());
    }
    return remarks;
  }

  /** Data that the provisioned version cannot read shows at the next start only. */
  private static @Nullable Remark otherMajor(LocalStatus status) {
    @Nullable Path data = status.dataDirectory();
    @Nullable Version version = status.version();
    if (data == null || version == null || !Files.exists(data)) {
      return null;
    }
    int major = new DataDirectory(data).major().orElse(version.major());
    return major == version.major()
        ? null
        : Remark.error(
            AREA,
            data + " is of PostgreSQL " + major + ", and was provisioned as " + version,
            "bring back the data directory that was provisioned, or install PostgreSQL " + major);
  }

  private static Remark serves(FallbackServer server) {
    return Remark.ok(
        AREA,
        server.application().endpoint()
            + " serves, PostgreSQL "
            + server.version()
            + (server.pgvector() ? ", with pgvector" : ""));
  }

  private static Remark of(Finding problem) {
    return PASSING.contains(problem.code())
        ? Remark.warning(AREA, problem.message(), problem.hint())
        : Remark.error(AREA, problem.message(), problem.hint());
  }
}
