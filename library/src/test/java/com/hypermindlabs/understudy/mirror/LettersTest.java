package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Letters beyond ASCII have their case on clusters that we make of any version. */
class LettersTest {
  @Test
  void lowerCaseIsThatOfThePrimaryOnOlderBinariesToo() throws Exception {
    Assumptions.assumeTrue(TestServer.installed().isPresent());
    try (TestServer old = TestServer.start(TestServer.installed().orElseThrow());
        MirroredSite site =
            MirroredSite.on(
                TestServer.shared(),
                old,
                "CREATE TABLE member (id int PRIMARY KEY, name text,"
                    + " login text GENERATED ALWAYS AS (lower(name)) STORED)")) {
      site.servers.onPrimary("INSERT INTO member VALUES (1, 'MÜLLER')");
      site.cycle();
      assertThat(site.onFallback("SELECT id FROM member WHERE name ILIKE 'müller'"))
          .isEqualTo(List.of("1"));
      assertThat(site.onFallback("SELECT upper('é') || ('a' > 'B')")).isEqualTo(List.of("Étrue"));
      assertSame(site, "member");
    }
  }
}
