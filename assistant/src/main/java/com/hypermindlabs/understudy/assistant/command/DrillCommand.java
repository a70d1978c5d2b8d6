package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.drill.DrillOrder;
import com.hypermindlabs.understudy.assistant.drill.DrillResult;
import com.hypermindlabs.understudy.assistant.drill.Drills;
import com.hypermindlabs.understudy.assistant.drill.UnknownSabotageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays fault drills, where the module that does is on the class path. Reads no settings. */
@Command(
    name = "drill",
    description =
        "Randomised fault drills on throw-away servers: processes, links, disks and servers fail,"
            + " and every answer that the application got is checked afterwards.")
final class DrillCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      description = "How many schedules; 10 unless given.")
  private int schedules = 10;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The first one's seed, the next has the next; 1 unless given.")
  private long seed = 1;

  @Option(
      names = "--seconds",
      paramLabel = "T",
      description = "Begin no schedule after so many seconds.")
  private int seconds;

  @Option(
      names = "--at-once",
      paramLabel = "K",
      description = "How many are played at once; as many as there are processors unless given.")
  private int atOnce = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--sabotage",
      paramLabel = "NAME",
      description = "Break a mechanism of the engine on purpose; ends when that is noticed.")
  private @Nullable String sabotage;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description = "Keep histories and logs of schedules with violations there.")
  private @Nullable Path keep;

  DrillCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    if (schedules < 1 || atOnce < 1 || seconds < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--schedules and --at-once have to be positive, --seconds not negative");
    }
    Drills drills =
        ServiceLoader.load(Drills.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "the drills are not part of this program: run ./understudy drill in a"
                            + " checkout, which builds them"));
    DrillResult result = play(drills);
    invocation.result(result::json, result::text);
    return result.good() ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private DrillResult play(Drills drills) throws Exception {
    try {
      return drills.run(
          new DrillOrder(schedules, seed, Duration.ofSeconds(seconds), atOnce, sabotage, keep),
          invocation::say);
    } catch (UnknownSabotageException e) {
      throw new ParameterException(spec.commandLine(), "--sabotage: " + e.getMessage(), e);
    }
  }
}
