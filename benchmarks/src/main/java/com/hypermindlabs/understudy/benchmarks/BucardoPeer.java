package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Bucardo with one sync from the primary to the copy. */
final class BucardoPeer implements Peer {
  private static final Duration LISTENS_AFTER = Duration.ofSeconds(1);

  private final Bucardo bucardo;
  private final TestDatabase copy;

  BucardoPeer(Bucardo bucardo, BenchPrimary primary, TestServer other) throws Exception {
    this.bucardo = bucardo;
    this.copy = Peer.plainCopy(other);
    add("source", primary.database());
    add("target", copy);
    bucardo.run("add", "table", "public.bench", "db=source", "relgroup=bench");
    bucardo.run(
        "add",
        "sync",
        "bench",
        "relgroup=bench",
        "dbs=source:source,target:target",
        "onetimecopy=2",
        "status=inactive");
    bucardo.start();
    bucardo.run("activate", "bench", "60");
    awaitWorker(1);
  }

  /** It does not say when it listens; what kicks it before is lost. */
  private void awaitWorker(int number) throws IOException {
    bucardo.awaitLog("New kid, sync \"bench\"", number);
    LockSupport.parkNanos(LISTENS_AFTER.toNanos());
  }

  private void add(String name, TestDatabase database) {
    bucardo.run(
        "add",
        "db",
        name,
        "dbname=" + database.name(),
        "host=" + database.server().host(),
        "port=" + database.server().port(),
        "user=" + Bucardo.ROLE,
        "pass=" + Bucardo.ROLE);
  }

  @Override
  public void seed() {
    bucardo.run("kick", "bench");
  }

  /** Changes are carried by another process than the first copy. */
  @Override
  public void settle() throws IOException {
    awaitWorker(2);
  }

  @Override
  public TestDatabase copy() {
    return copy;
  }

  @Override
  public void close() throws IOException {
    bucardo.stop();
    bucardo.run("remove", "sync", "bench");
    bucardo.run("remove", "relgroup", "bench");
    bucardo.run("remove", "table", "public.bench");
    bucardo.run("remove", "dbgroup", "bench");
    bucardo.run("remove", "db", "source", "target");
    copy.server().drop(copy);
  }
}
