package com.hypermindlabs.understudy.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hypermindlabs.understudy.server.Account;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.stream.Stream;

/** A key and a certificate that nobody else has signed, for one server. */
final class SelfSigned {
  private static final String ALIAS = "server";
  private static final String PASSWORD = "of-no-use";

  private SelfSigned() {}

  /** Makes both in a folder; answers the lines of postgresql.conf by which a server uses them. */
  static Stream<String> in(Path folder) throws IOException {
    Path store = folder.resolve("server.p12");
    generate(store);
    Path key = folder.resolve("server.key");
    Path certificate = folder.resolve("server.crt");
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] secret = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
      Files.writeString(key, pem("PRIVATE KEY", secret));
      Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("read what keytool made", e);
    }
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Account.forServer().own(key);
    return Stream.of(
        "ssl = on", "ssl_cert_file = '" + certificate + "'", "ssl_key_file = '" + key + "'");
  }

  private static void generate(Path store) throws IOException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-alias",
                ALIAS,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("make a certificate: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("make a certificate: interrupted", e);
    }
  }

  private static String pem(String what, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
