package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.route.Mode;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fallback dies while nothing needs it. */
@Tag("slow")
class KilledFallbackTest {
  private static final String IDS = "SELECT string_agg(id::text, ',' ORDER BY id) FROM note";

  @Test
  void writersOfThePrimaryNoticeNothingAndItIsBackBeforeItIsNeeded() throws Exception {
    try (HealingSite site = new HealingSite();
        Understudy understudy = site.start()) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before')");
      site.awaitMirrored(understudy);
      long killed = site.site().fallbackPid();

      site.site().killFallback();

      for (int id = 2; id <= 20; id++) {
        execute(understudy.dataSource(), "INSERT INTO note VALUES (" + id + ", 'without')");
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(() -> site.site().fallbackPid() != killed);
      site.awaitCaughtUp(understudy);
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      assertThat(understudy.status().route().epoch()).isZero();

      site.primary().kill();
      persist(understudy.dataSource(), "INSERT INTO note VALUES (21, 'after')");
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(text(understudy.dataSource(), IDS))
          .isEqualTo("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21");
    }
  }
}
