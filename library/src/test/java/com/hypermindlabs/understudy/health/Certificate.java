package com.hypermindlabs.understudy.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that nobody trusts, made by the JDK's keytool.
 *
 * @param certificate DER
 * @param key PKCS 8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Certificate(byte[] certificate, byte[] key) {
  private static final String PASSWORD = "changeit";

  static Certificate selfSigned(String host)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path folder = Files.createTempDirectory("understudy-keys-");
    Path store = folder.resolve("keys.p12");
    try {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "one",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=" + host,
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .inheritIO()
              .start();
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool failed with " + keytool.exitValue());
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      return new Certificate(
          keys.getCertificate("one").getEncoded(),
          keys.getKey("one", PASSWORD.toCharArray()).getEncoded());
    } finally {
      Files.deleteIfExists(store);
      Files.delete(folder);
    }
  }

  void write(Path certificateFile, Path keyFile) throws IOException {
    Files.writeString(certificateFile, pem("CERTIFICATE", certificate));
    Files.writeString(keyFile, pem("PRIVATE KEY", key));
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
