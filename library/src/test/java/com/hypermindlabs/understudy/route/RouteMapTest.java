package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteMapTest {
  @TempDir Path folder;

  @Test
  void aNewMapHoldsNoRoute() throws Exception {
    assertThat(RouteMap.open(folder.resolve("map")).read()).isEqualTo(Route.NONE);
  }

  @Test
  void twoMappingsOfOneFileSeeTheSameWord() throws Exception {
    RouteMap one = RouteMap.open(folder.resolve("map"));
    RouteMap other = RouteMap.open(folder.resolve("map"));
    one.advance(Route.of(7, Target.FALLBACK));
    assertThat(other.read()).isEqualTo(Route.of(7, Target.FALLBACK));
  }

  @Test
  void itNeverMovesToAnEarlierOrTheSameEpoch() throws Exception {
    RouteMap map = RouteMap.open(folder.resolve("map"));
    map.advance(Route.of(7, Target.FALLBACK));
    assertThat(map.advance(Route.of(6, Target.PRIMARY))).isEqualTo(Route.of(7, Target.FALLBACK));
    assertThat(map.advance(Route.of(7, Target.PRIMARY))).isEqualTo(Route.of(7, Target.FALLBACK));
  }

  @Test
  void theWaitFlagOfAnEpochThatIsOverCannotBeRaised() throws Exception {
    RouteMap map = RouteMap.open(folder.resolve("map"));
    map.advance(Route.of(2, Target.PRIMARY));
    assertThat(map.mark(1, true)).isFalse();
    assertThat(map.read().waiting()).isFalse();
    assertThat(map.mark(2, true)).isTrue();
    assertThat(map.read().waiting()).isTrue();
    assertThat(map.advance(Route.of(3, Target.FALLBACK)).waiting()).isFalse();
  }

  @Test
  void concurrentAdvancesEndAtTheGreatestEpoch() throws Exception {
    RouteMap map = RouteMap.open(folder.resolve("map"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Route>> work =
          IntStream.rangeClosed(1, 2000)
              .mapToObj(
                  epoch -> (Callable<Route>) () -> map.advance(Route.of(epoch, Target.FALLBACK)))
              .toList();
      for (Future<Route> done : threads.invokeAll(work)) {
        assertThat(done.get().epoch()).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(map.read().epoch()).isEqualTo(2000);
  }
}
