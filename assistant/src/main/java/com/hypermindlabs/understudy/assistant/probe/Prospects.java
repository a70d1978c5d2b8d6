package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.EmbeddedBinaries;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import com.hypermindlabs.understudy.server.ServerException;
import com.hypermindlabs.understudy.server.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a fallback that was never provisioned would be made of. */
record Prospects(FallbackSettings settings, Path stateDirectory, Duration timeout) {
  private static final String AREA = "fallback";

  List<Remark> remarks() {
    List<Remark> remarks = new ArrayList<>();
    remarks.add(Remark.warning(AREA, "no fallback was provisioned yet", "understudy provision"));
    if (existing()) {
      remarks.addAll(new DatabaseProbe(AREA, there(), timeout, timeout).look().remarks());
      return remarks;
    }
    if (settings.mode() == ProvisionMode.DOCKER) {
      remarks.add(
          Remark.ok(AREA, "a container with the pgvector image, if a docker engine answers then"));
    } else {
      remarks.add(binaries());
      remarks.add(account());
    }
    remarks.add(port());
    return remarks;
  }

  /** A server that others run; where none answers, auto makes one here. */
  private boolean existing() {
    if (settings.mode() == ProvisionMode.EXISTING) {
      return true;
    }
    @Nullable Integer port = settings.port();
    return settings.mode() == ProvisionMode.AUTO
        && port != null
        && settings.password() != null
        && !FreePort.isFree(port);
  }

  private DatabaseSettings there() {
    @Nullable Integer port = settings.port();
    @Nullable Secret password = settings.password();
    return new DatabaseSettings(
        List.of(new Endpoint(settings.host(), port == null ? Endpoint.DEFAULT_PORT : port)),
        settings.database(),
        settings.user(),
        password == null ? Secret.of("") : password,
        Map.of());
  }

  private Remark binaries() {
    Optional<Binaries> installed =
        settings.mode() == ProvisionMode.EMBEDDED ? Optional.empty() : InstalledBinaries.newest();
    if (installed.isPresent()) {
      return Remark.ok(
          AREA,
          "PostgreSQL "
              + installed.get().version()
              + " is installed, in "
              + installed.get().directory());
    }
    String install = "install PostgreSQL " + Version.OLDEST_MAJOR + " or newer";
    if (settings.mode() == ProvisionMode.INSTALLED) {
      return Remark.error(
          AREA,
          "no PostgreSQL that is new enough is installed here",
          install + ", or use mode auto");
    }
    return EmbeddedBinaries.available()
        ? Remark.ok(AREA, "the PostgreSQL that comes with this program is used")
        : Remark.error(AREA, "no PostgreSQL for this platform comes with this program", install);
  }

  private Remark account() {
    try {
      Account account = Account.forServer();
      Optional<Path> barrier = account.barrier(stateDirectory);
      if (barrier.isPresent()) {
        return Remark.error(
            AREA,
            "its account " + account.name() + " may not enter " + barrier.get(),
            "choose another --state-dir, as /var/lib/understudy");
      }
      return Remark.ok(
          AREA,
          "it runs under the account "
              + account.name()
              + (account.switched() ? ": PostgreSQL refuses to run as root" : ""));
    } catch (ServerException e) {
      return Remark.error(AREA, String.valueOf(e.getMessage()), e.hint());
    }
  }

  private Remark port() {
    @Nullable Integer port = settings.port();
    if (port == null) {
      return Remark.ok(AREA, "it takes a free port of 127.0.0.1 and keeps it");
    }
    return FreePort.isFree(port)
        ? Remark.ok(AREA, "port " + port + " of 127.0.0.1 is free")
        : Remark.error(
            AREA,
            "port " + port + " of 127.0.0.1 is taken",
            "name another one, or none to have one chosen");
  }
}
