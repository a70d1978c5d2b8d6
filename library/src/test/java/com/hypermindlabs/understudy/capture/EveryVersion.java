package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server of each version that there is to test with, for the whole JVM; to be left alone, as
 * {@link TestServer#shared()}.
 */
final class EveryVersion {
  /** For {@code @MethodSource}. */
  static final String SERVERS = "com.hypermindlabs.understudy.capture.EveryVersion#servers";

  private EveryVersion() {}

  private static final class Started {
    private static final List<TestServer> INSTALLED =
        TestServer.installed().map(binaries -> TestServer.start(binaries)).stream().toList();

    static {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> INSTALLED.forEach(TestServer::close), "test-servers"));
    }
  }

  static List<TestServer> servers() {
    return Stream.concat(Stream.of(TestServer.shared()), Started.INSTALLED.stream()).toList();
  }
}
