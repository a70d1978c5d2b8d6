package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.StateDirectory;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of orders, and of a site, when whoever gave or listened leaves. */
@Tag("slow")
class LeavingTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private TestServer primary;
  private TestSite site;

  @BeforeEach
  void startServers() {
    primary = TestServer.start();
    site = TestSite.create();
  }

  @AfterEach
  void stopServers() {
    site.close();
    primary.close();
  }

  private static void awaitMirrored(Understudy understudy) {
    Awaitility.await().atMost(LONG).until(() -> understudy.status().fallback().dataAsOf() != null);
  }

  private static Throwable thrownBy(Runnable order) {
    try {
      order.run();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private long orders() throws Exception {
    Path folder = site.folder().resolve("orders");
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void anOrderWhoseGiverIsGoneIsNotCarriedOutByALaterStart() throws Exception {
    try (ChildJvm giver =
        LibraryProcess.of(OrdersTest.Giver.class, site.folder().toString()).start()) {
      giver.awaitLine("GIVEN"::equals, LONG);
      giver.kill();
    }
    assertThat(orders()).isPositive();
    try (Understudy understudy = site.start(primary)) {
      awaitMirrored(understudy);
      assertThat(orders()).isZero();
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
    }
  }

  @Test
  void ordersToASiteThatWasLeftEnd() throws Exception {
    primary.stop();
    try (StateDirectory directory = StateDirectory.open(site.folder())) {
      assertThat(directory.leader().tryLead()).as("nobody takes an order up").isTrue();
      Understudy understudy = site.start(primary);
      CompletableFuture<Throwable> waiting =
          CompletableFuture.supplyAsync(() -> thrownBy(understudy::returnToPrimary));
      Awaitility.await().atMost(LONG).until(() -> orders() > 0);
      understudy.close();
      assertThat(waiting).succeedsWithin(LONG).isInstanceOf(StartException.class);
      assertThatThrownBy(understudy::returnToPrimary).hasMessageContaining("has left the site");
      assertThatThrownBy(() -> understudy.failOver("x")).hasMessageContaining("has left the site");
      assertThat(orders()).isZero();
    }
  }

  @Test
  void aListenerThatLeavesTheSiteDoesNotWaitForItself() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Understudy understudy = site.start(primary);
    understudy.onEvent(
        event -> {
          if (event instanceof Event.ModeChanged) {
            understudy.close();
            interrupted.complete(Thread.currentThread().isInterrupted());
          }
        });
    awaitMirrored(understudy);
    Throwable unused = thrownBy(() -> understudy.failOver("test"));
    assertThat(interrupted.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
  }
}
