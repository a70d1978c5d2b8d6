package com.hypermindlabs.understudy.provision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Account;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecrecyTest {
  private static final String GIVEN = "RECOGNISABLE-given-password";

  @Test
  void passwordsAreInTheSecretFileAloneAndGivenOnesNowhere() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Map<String, String> seen = new TreeMap<>();
      ProgressListener look =
          new ProgressListener() {
            @Override
            public void begun(Step step) {
              processes(seen);
            }

            @Override
            public void ended(Step step, Duration took) {
              processes(seen);
              // Scratch files of the step are looked at while they are there.
              files(folder.root(), seen);
            }
          };
      FallbackServer server =
          new Provisioner(
                  StateFolder.settings(ProvisionMode.EMBEDDED, GIVEN, null), folder.root(), look)
              .provision();
      Works.fully(server);
      Path secret = folder.root().resolve("fallback.secret");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
      assertThat(Files.getOwner(secret).getName()).isEqualTo(Account.own().name());
      Passwords passwords = Passwords.read(secret).orElseThrow();
      Files.delete(secret);
      folder.with(StateFolder.settings(ProvisionMode.EMBEDDED, GIVEN, null)).provision();
      Passwords later = Passwords.read(secret).orElseThrow();
      files(folder.root(), seen);
      List<String> words = new ArrayList<>(List.of(GIVEN));
      for (Passwords known : List.of(passwords, later)) {
        words.add(known.admin().reveal());
        words.add(known.owner().reveal());
        words.add(known.application().reveal());
      }
      seen.keySet().removeIf(name -> name.contains(secret.toString()));
      assertThat(seen).isNotEmpty();
      for (Map.Entry<String, String> place : seen.entrySet()) {
        assertThat(words).as(place.getKey()).noneMatch(place.getValue()::contains);
      }
      assertThat(seen.keySet()).anyMatch(name -> name.contains("server.log"));
      assertThat(seen.keySet()).anyMatch(name -> name.contains("cmdline"));
    }
  }

  private static void processes(Map<String, String> seen) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        for (String file : new String[] {"cmdline", "environ"}) {
          Path path = process.resolve(file);
          try {
            seen.merge(path.toString(), Files.readString(path, ISO_8859_1), String::concat);
          } catch (IOException e) {
            assertThat(path.getFileName().toString()).isIn("cmdline", "environ");
          }
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void files(Path root, Map<String, String> seen) {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (Files.size(path) < 1 << 20) {
          seen.put(path.toString(), Files.readString(path, ISO_8859_1));
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // A file of a running server's may vanish meanwhile; the next look sees the rest.
      assertThat(e).hasStackTraceContaining("NoSuchFile");
    }
  }
}
