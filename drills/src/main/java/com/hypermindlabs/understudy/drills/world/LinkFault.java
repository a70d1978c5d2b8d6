package com.hypermindlabs.understudy.drills.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hypermindlabs.understudy.drills.plan.Kind;
import com.hypermindlabs.understudy.testkit.Direction;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import java.time.Duration;

/** What becomes of a site's link to the primary. */
final class LinkFault implements Fault {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Site site;
  private final Kind kind;
  private final int number;
  private long before;
  private int unanswered;

  LinkFault(Site site, Kind kind, int number) {
    this.site = site;
    this.kind = kind;
    this.number = number;
  }

  @Override
  public void begin() {
    FaultProxy link = site.link();
    before = link.injected();
    switch (kind) {
      case LINK_REFUSED -> link.refuse();
      case LINK_SILENT -> link.swallow();
      case LINK_SILENT_THERE -> link.swallow(Direction.CLIENT_TO_SERVER);
      case LINK_SILENT_BACK -> link.swallow(Direction.SERVER_TO_CLIENT);
      case LINK_LARGE_LOST -> lose("meta length > 700");
      case LINK_LOSSY -> lose("numgen random mod 100 < " + (5 + number % 30));
      case LINK_SLOW -> {
        link.delay(Duration.ofMillis(20 + number % 250), Direction.SERVER_TO_CLIENT);
        link.throttle(20_000 + number % 100_000, Direction.CLIENT_TO_SERVER);
      }
      case LINK_CUT ->
          link.cutAfter(
              number % 4_000,
              number % 2 == 0 ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT);
      case LINK_COMMIT_UNANSWERED ->
          link.cutBefore("COMMIT\0".getBytes(UTF_8), Direction.SERVER_TO_CLIENT);
      default -> throw new IllegalArgumentException(kind + " is no fault of a link");
    }
  }

  private void lose(String condition) {
    Namespace.drop(site.name(), site.link().port(), condition);
  }

  /** A commit may come, or none. */
  @Override
  public int hits() {
    return kind == Kind.LINK_COMMIT_UNANSWERED ? 0 : 1;
  }

  @Override
  public int hitsAtEnd() {
    return unanswered;
  }

  /** Before it heals: the site asks the primary several times a second, so something was hit. */
  @Override
  public void end() {
    FaultProxy link = site.link();
    switch (kind) {
      case LINK_LARGE_LOST, LINK_LOSSY -> {
        Waiting.require(PATIENCE, "a lost packet", () -> Namespace.dropped(site.name()) > 0);
        Namespace.pass(site.name());
      }
      case LINK_COMMIT_UNANSWERED -> {
        unanswered = (int) (link.injected() - before);
        link.pass();
      }
      // Slices are counted that had to wait: a thin link may be wide enough for little traffic.
      default -> {
        Waiting.require(PATIENCE, "a hit by " + kind, () -> link.injected() > before);
        link.pass();
      }
    }
  }
}
