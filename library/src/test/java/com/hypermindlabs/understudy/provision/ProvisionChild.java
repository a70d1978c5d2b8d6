package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.LibraryProcess;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that provisions, to be killed. */
final class ProvisionChild {
  /** The exit code of a child that ended itself at a step, as abruptly as SIGKILL. */
  static final int HALTED = 37;

  private static final int REFUSED = 3;

  private ProvisionChild() {}

  /** Arguments: state directory, mode, then maybe {@code before} or {@code after} and a step. */
  public static void main(String[] arguments) {
    ProgressListener listener =
        arguments.length > 2
            ? new Halt(arguments[2].equals("before"), Step.valueOf(arguments[3]))
            : ProgressListener.SILENT;
    System.out.println("begun");
    try {
      FallbackServer server =
          new Provisioner(
                  StateFolder.settings(ProvisionMode.valueOf(arguments[1])),
                  Path.of(arguments[0]),
                  listener)
              .provision();
      System.out.println("provisioned " + server.application().endpoint().port());
    } catch (ProvisionException e) {
      System.out.println(e.code() + ": " + e.getMessage() + " HINT " + e.hint());
      Runtime.getRuntime().halt(REFUSED);
    }
  }

  private record Halt(boolean before, Step step) implements ProgressListener {
    @Override
    public void begun(Step now) {
      if (before && now == step) {
        Runtime.getRuntime().halt(HALTED);
      }
    }

    @Override
    public void ended(Step now, Duration took) {
      if (!before && now == step) {
        Runtime.getRuntime().halt(HALTED);
      }
    }
  }

  /** Starts one under the account of this process. */
  static Process start(Path root, ProvisionMode mode, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(root.toString(), mode.name()));
    arguments.addAll(List.of(more));
    return begin(words(List.of(), arguments));
  }

  /** Starts one that finds programs on this path only. */
  static Process startOnPath(String path, Path root, ProvisionMode mode) throws IOException {
    ProcessBuilder builder = words(List.of(), List.of(root.toString(), mode.name()));
    builder.environment().put("PATH", path);
    return begin(builder);
  }

  /** Starts one under the unprivileged account; the caller runs as root. */
  static Process startUnprivileged(Path root, String classPath) throws IOException {
    String name = Account.forServer().name();
    List<String> words =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--init-groups", "--"));
    // The archive of shared classes lies where that account may not look.
    words.addAll(
        ChildJvm.of(ProvisionChild.class, root.toString(), ProvisionMode.EMBEDDED.name())
            .command(classPath));
    return begin(new ProcessBuilder(words));
  }

  /** Starts one as the leader of its own process group, as a shell does. */
  static Process startInGroup(Path root, ProvisionMode mode) throws IOException {
    return begin(words(List.of("setsid"), List.of(root.toString(), mode.name())));
  }

  /** What this test runs on. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static ProcessBuilder words(List<String> before, List<String> arguments) {
    List<String> words = new ArrayList<>(before);
    words.addAll(
        LibraryProcess.of(ProvisionChild.class, arguments.toArray(String[]::new)).command());
    return new ProcessBuilder(words);
  }

  private static Process begin(ProcessBuilder builder) throws IOException {
    builder.directory(Path.of("/").toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }
}
