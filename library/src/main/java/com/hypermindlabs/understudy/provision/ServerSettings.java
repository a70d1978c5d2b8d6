package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.server.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a cluster of ours is told beyond initdb's defaults, in a file of its own. */
record ServerSettings(Account account) {
  private static final String FILE = "understudy.conf";

  /** Pools that a remote server takes should find room here too; an unused slot costs little. */
  private static final int SLOTS = 400;

  private static final String TEXT =
      """
      # Written by understudy before each start. Change postgresql.conf above its include for tuning.
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      fsync = on
      full_page_writes = on
      synchronous_commit = on
      password_encryption = 'scram-sha-256'
      ssl = off
      logging_collector = off
      log_line_prefix = '%m [%p] '
      """;

  /** Lets a new cluster read our file; it does so before the cluster gets its name. */
  void include(Path data) throws IOException {
    Files.writeString(
        data.resolve("postgresql.conf"),
        "\nmax_connections = "
            + SLOTS
            + "\n# Loopback only, durable: the last word.\ninclude_if_exists = '"
            + FILE
            + "'\n",
        StandardOpenOption.APPEND);
    DurableFile.sync(data.resolve("postgresql.conf"));
  }

  /** Writes our file when it says something else. */
  void write(Path data, int port) throws IOException {
    Path file = data.resolve(FILE);
    String text = TEXT + "port = " + port + "\n";
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    // Readable by all: the folder is closed, and a kill before the next line must not matter.
    DurableFile.write(file, text, "rw-r--r--");
    account.own(file);
  }
}
