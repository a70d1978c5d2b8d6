package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SeedMeterTest {
  private static final long SOON_MILLIS = 300;

  @Test
  void whatIsToldLastIsHowFarItIsThoughTablesEndAtOnce() throws InterruptedException {
    List<Integer> told = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<SeedMeter> meter = new AtomicReference<>();
    Thread other = new Thread(() -> meter.get().table(1));
    MirrorListener slow =
        new MirrorListener() {
          @Override
          public void progress(SeedProgress progress) {
            if (told.isEmpty() && other.getState() == Thread.State.NEW) {
              other.start();
              joined(other);
            }
            told.add(progress.tablesDone());
          }
        };
    meter.set(new SeedMeter(slow, System::nanoTime, 2, 100));

    meter.get().table(1);

    other.join();
    assertThat(told.get(told.size() - 1)).isEqualTo(2);
  }

  private static void joined(Thread other) {
    try {
      other.join(SOON_MILLIS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
