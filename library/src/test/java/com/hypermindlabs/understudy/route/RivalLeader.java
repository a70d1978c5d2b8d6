package com.hypermindlabs.understudy.route;

import java.nio.file.Path;

/** Another process that wants to lead: argument is the lock file; it prints whether it does. */
final class RivalLeader {
  private RivalLeader() {}

  public static void main(String[] arguments) throws Exception {
    try (LeaderLock lock = LeaderLock.open(Path.of(arguments[0]))) {
      System.out.println("LEADS " + lock.tryLead());
    }
  }
}
