package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private Orders giver;
  private Orders leader;

  @BeforeEach
  void begin() {
    giver = new Orders(folder);
    leader = new Orders(folder);
  }

  private Orders.Order give() {
    return giver.give(Orders.Kind.FAILOVER, "maintenance", false);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("orders"))) {
      return files.toList();
    }
  }

  /** Gives an order and waits. */
  static final class Giver {
    private Giver() {}

    public static void main(String[] arguments) throws InterruptedException {
      Orders.Order unused =
          new Orders(Path.of(arguments[0])).give(Orders.Kind.FAILOVER, "maintenance", false);
      System.out.println("GIVEN");
      TimeUnit.MINUTES.sleep(5);
    }
  }

  /** Looks for an order as a leader does. */
  static final class Looker {
    private Looker() {}

    public static void main(String[] arguments) {
      System.out.println("STANDS " + new Orders(Path.of(arguments[0])).next().isPresent());
    }
  }

  @Test
  void anOrderWhoseGiverWasKilledIsNotTakenUp() throws Exception {
    try (ChildJvm child = LibraryProcess.of(Giver.class, folder.toString()).start()) {
      child.awaitLine("GIVEN"::equals, PATIENCE);
      assertThat(leader.next()).isPresent();
      child.pause(); // a giver that was stopped still waits
      assertThat(leader.next()).isPresent();
      child.kill();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> leader.next().isEmpty());
    assertThat(files()).isEmpty();
  }

  @Test
  void aLeaderInTheGiversOwnProcessDoesNotTakeItsLockAway() {
    Orders.Order order = give();
    assertThat(leader.next()).contains(order);
    try (ChildJvm child = LibraryProcess.of(Looker.class, folder.toString()).start()) {
      child.awaitLine("STANDS true"::equals, PATIENCE);
    }
    giver.leave(order);
  }

  @Test
  void anOrderThatIsLeftJustBeforeItIsTakenIsNotTaken() throws Exception {
    Orders.Order order = give();
    assertThat(leader.next()).contains(order);
    giver.leave(order);
    assertThat(leader.take(order)).isFalse();
    assertThat(files()).isEmpty();
  }

  @Test
  void anOrderThatWasTakenUpIsNotWithdrawn() throws Exception {
    Orders.Order order = give();
    assertThat(leader.take(order)).isTrue();
    assertThat(giver.withdraw(order)).isFalse();
    giver.leave(order);
    assertThat(leader.next()).contains(order);
    leader.answer(order, new Orders.Answer(true, "done", ""));
    assertThat(files()).as("nobody would fetch an answer").isEmpty();
  }

  @Test
  void theNextLeaderGoesOnWithAnOrderThatIsWaitedFor() throws Exception {
    Orders.Order order = give();
    assertThat(new Orders(folder).take(order)).isTrue();
    assertThat(leader.next()).contains(order);
    assertThat(leader.take(order)).isTrue();
    leader.answer(order, new Orders.Answer(true, "done", ""));
    assertThat(giver.answerTo(order)).hasValueSatisfying(is -> assertThat(is.done()).isTrue());
    giver.leave(order);
    assertThat(files()).isEmpty();
  }

  @Test
  void theNextLeaderLeavesAnOrderThatNobodyWaitsFor() throws Exception {
    Orders.Order order = give();
    assertThat(new Orders(folder).take(order)).isTrue();
    giver.leave(order);
    assertThat(leader.next()).isEmpty();
    assertThat(files()).isEmpty();
  }
}
