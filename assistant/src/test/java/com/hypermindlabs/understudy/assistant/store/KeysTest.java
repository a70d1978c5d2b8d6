package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");

  @Test
  void aKeyIsOfVersionSevenAndTellsItsMillisecond() {
    UUID key = new Keys(() -> NOON).next();

    assertThat(key.version()).isEqualTo(7);
    assertThat(key.variant()).isEqualTo(2);
    assertThat(Keys.madeAt(key)).isEqualTo(NOON);
  }

  @Test
  void keysGrowInOneMillisecondAndWhenTheClockIsSetBack() {
    AtomicReference<Instant> clock = new AtomicReference<>(NOON);
    Keys keys = new Keys(clock::get);
    // More than the 4,096 that one millisecond has room for.
    List<String> made =
        Stream.generate(keys::next).limit(10_000).map(UUID::toString).collect(Collectors.toList());
    clock.set(NOON.minusSeconds(3600));
    made.add(keys.next().toString());
    clock.set(NOON.plusSeconds(1));
    made.add(keys.next().toString());

    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void threadsNeverMakeTheSameKey() {
    Keys keys = new Keys();
    Set<UUID> made = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 200_000).parallel().forEach(each -> made.add(keys.next()));

    assertThat(made).hasSize(200_000);
  }

  @Test
  void theServerSortsKeysAsTheyWereMade() {
    Keys keys = new Keys();
    List<String> made = new ArrayList<>();
    for (int each = 0; each < 1000; each++) {
      made.add(keys.next().toString());
    }

    List<String> sorted =
        Rows.of(
            TestedServer.EMBEDDED.server().maintenance(),
            "SELECT id::uuid FROM unnest('{"
                + String.join(",", made)
                + "}'::text[]) AS id"
                + " ORDER BY id::uuid");

    assertThat(sorted).isEqualTo(made);
  }
}
