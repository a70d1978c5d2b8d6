package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProcessEnvironmentTest {
  /** Four signs, five bytes. */
  private static final String GREEN = "gr\\303\\274n";

  /** What is printed is ASCII in any locale. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      String value = ProcessEnvironment.read().getOrDefault("SAID", "nothing");
      System.out.println(
          value.chars().mapToObj(Integer::toHexString).collect(Collectors.joining(" ")));
    }
  }

  /** Set by a shell: a JVM in the POSIX locale could not even pass it on. */
  private static String read(String locale, String printed) throws Exception {
    String script =
        String.format(
            Locale.ROOT, "export LC_ALL=%s SAID=\"$(printf '%s')\"; exec \"$@\"", locale, printed);
    List<String> words = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    words.addAll(ChildJvm.of(Reader.class).command());
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    assertThat(process.waitFor()).isZero();
    return out;
  }

  @Test
  void aVariableIsReadInUtf8InThePosixLocaleToo() throws Exception {
    assertThat(read("C", GREEN)).isEqualTo("67 72 fc 6e");
    assertThat(read("C.UTF-8", GREEN)).isEqualTo("67 72 fc 6e");
  }

  @Test
  void whatIsNotUtf8StaysAsTheLocaleHasIt() throws Exception {
    assertThat(read("C", "gr\\374n")).isEqualTo("67 72 fffd 6e");
  }

  @Test
  void whatNoLocaleChangesIsWhatTheJvmHas() {
    assertThat(ProcessEnvironment.read()).containsAllEntriesOf(System.getenv());
  }
}
