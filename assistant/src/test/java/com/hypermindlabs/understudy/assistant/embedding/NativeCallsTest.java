package com.hypermindlabs.understudy.assistant.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Main;
import com.hypermindlabs.understudy.assistant.MainProcess;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NativeCallsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * The program, with a hook as ONNX Runtime's and a call into it that ends when a line is read.
   */
  static final class Program {
    private Program() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> System.out.println("the environment is given up")));
      Thread call = new Thread(Program::load, "load");
      call.setDaemon(true);
      call.start();
      Main.main(arguments);
    }

    @SuppressWarnings("SystemOut")
    private static void load() {
      try {
        boolean unused =
            NativeCalls.call(
                () -> {
                  System.out.println("a call begins");
                  boolean told = System.in.read() == 'g';
                  System.out.println("the call is over");
                  return told;
                });
      } catch (Exception e) {
        System.out.println("the call failed: " + e);
      }
    }
  }

  @Test
  void aSignalEndsTheProgramWhenItsCallsAreOver() throws InterruptedException {
    try (ChildJvm program =
        MainProcess.inAnOutage(
                ChildJvm.of(Program.class, "status", "--watch", "--state-dir", "target/no-state"))
            .start()) {
      program.awaitLine("a call begins"::equals, PATIENCE);
      program.awaitLine(line -> line.contains("outage"), PATIENCE);
      program.terminate();
      // Time for the hooks, if they were to begin.
      TimeUnit.MILLISECONDS.sleep(500);
      assertThat(program.lines())
          .contains("a call begins")
          .doesNotContain("the environment is given up");
      program.send("go on");
      assertThat(program.awaitExit(PATIENCE)).isEqualTo(143);
      assertThat(program.lines())
          .containsSubsequence(
              List.of("a call begins", "the call is over", "the environment is given up"));
    }
  }
}
