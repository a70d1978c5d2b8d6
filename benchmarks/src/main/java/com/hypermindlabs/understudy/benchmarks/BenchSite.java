package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.ScratchFolder;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;

/** A throw-away site with default settings. */
record BenchSite(Path folder, Settings settings) implements AutoCloseable {
  static BenchSite of(String host, int port, boolean withFallback) throws IOException {
    return of(List.of(new Endpoint(host, port)), withFallback);
  }

  /** The same with several hosts of one cluster. */
  static BenchSite of(List<Endpoint> hosts, boolean withFallback) throws IOException {
    Path folder = ScratchFolder.onDisk("understudy-bench-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path home = Objects.requireNonNull(TestServer.embedded().directory().getParent());
    Path binaries = Files.createDirectory(folder.resolve("binaries"));
    Files.createSymbolicLink(binaries.resolve(home.getFileName()), home);
    return new BenchSite(
        folder,
        new Settings(
            new DatabaseSettings(
                hosts, "postgres", TestServer.SUPERUSER, Secret.of(TestServer.PASSWORD), Map.of()),
            new FallbackSettings(
                withFallback,
                ProvisionMode.EMBEDDED,
                "understudy",
                "understudy_app",
                null,
                "127.0.0.1",
                null),
            FailoverSettings.defaults(),
            folder));
  }

  Understudy start() {
    return Understudy.builder(settings).migrations(BenchSite::migrate).start();
  }

  static void migrate(DataSource source) throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS note (id bigint PRIMARY KEY)");
    }
  }

  @Override
  public void close() throws IOException {
    new Provisioner(settings.fallback(), folder, ProgressListener.SILENT).destroy();
    Trees.delete(folder);
  }
}
