package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.Sessions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many members who chat at the same time over streams, for a while; run by hand. Prints once in
 * five seconds how many chats stream, how many answers were read to their end, the heap after a
 * collection, and the threads; and why an answer was not.
 *
 * <p>Arguments: how many members (200), for how many seconds (60), the model's pause between two
 * words in milliseconds (50).
 */
final class WebLoad {
  private static final Duration LIFE = Duration.ofHours(2);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final WebSite site;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean enough;

  private WebLoad(WebSite site) {
    this.site = site;
  }

  public static void main(String... arguments) throws InterruptedException {
    int members = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
    int pause = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 50;
    try (WebSite site = WebSite.start()) {
      site.model().says("one two three four five six seven eight nine ten ".repeat(10).strip());
      site.model().pauses(Duration.ofMillis(pause));
      new WebLoad(site).run(members, Duration.ofSeconds(seconds));
    }
    System.exit(0);
  }

  private void run(int members, Duration time) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < members; n++) {
      Browsing member = signedIn(n);
      Thread thread = new Thread(() -> chat(member), "load-" + n);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(LOOK.toMillis());
      look();
    }
    enough = true;
    for (Thread thread : threads) {
      thread.join(LIFE.toMillis());
    }
    look();
  }

  /** Signed in past the password, which would take its time on purpose. */
  private Browsing signedIn(int number) {
    var member = new Members(site.source()).registerOrFind(new Identity.X(1 + number), "Load");
    Ticket ticket = Ticket.random();
    new Sessions(site.source(), InstantSource.system()).begin(ticket.digest(), member.id(), LIFE);
    return new Browsing(site)
        .with("Cookie", "understudy=" + ticket.token())
        .with("X-CSRF-Token", ticket.csrf());
  }

  private void chat(Browsing member) {
    for (int n = 0; !enough; n++) {
      try {
        String question = member.say("load " + n, "message " + n);
        String path = "/api/chat/replies/" + question + "/events";
        var told = member.listen(path, one -> one.event().equals("done"));
        if (told.stream().anyMatch(one -> one.event().equals("done"))) {
          answers.incrementAndGet();
        } else {
          failed("no end of " + path + " after " + told);
        }
      } catch (RuntimeException e) {
        failed(Thread.currentThread().getName() + ", message " + n + ": " + e);
      }
    }
  }

  private void failed(String why) {
    failures.incrementAndGet();
    System.out.println("failed: " + why);
  }

  private void look() {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    System.out.printf(
        Locale.ROOT,
        "streams %d, answers %d, failures %d, heap %d MB, threads %d%n",
        site.web().listening(),
        answers.get(),
        failures.get(),
        heap,
        ManagementFactory.getThreadMXBean().getThreadCount());
  }
}
