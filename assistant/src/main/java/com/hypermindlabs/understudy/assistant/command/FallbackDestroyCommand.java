package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.LocalStatus;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.StateDirectory;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes the local server with its data, unless something would be lost that is nowhere else. */
@Command(
    name = "destroy",
    description = "Delete the local server and its data; an existing server is only forgotten.")
final class FallbackDestroyCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--discard-unreturned-writes",
      description = "Even though writes that only it has are lost for good.")
  private boolean discard;

  FallbackDestroyCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Settings settings = invocation.settings().library();
    Provisioner provisioner =
        new Provisioner(settings.fallback(), settings.stateDirectory(), ProgressListener.SILENT);
    LocalStatus before = provisioner.status();
    if (Files.isDirectory(settings.stateDirectory())) {
      try (StateDirectory directory = StateDirectory.open(settings.stateDirectory())) {
        destroy(settings, provisioner, directory);
      }
    }
    LocalStatus status = provisioner.status();
    invocation.result(
        () -> FallbackJson.tree(status),
        () -> before.provisioned() ? done(before) : FallbackJson.text(status));
    return ExitCode.GOOD;
  }

  private static String done(LocalStatus before) {
    String text =
        before.mode() == ProvisionMode.EXISTING
            ? "forgotten: the fallback at " + before.endpoint() + ", which runs on as it was"
            : "deleted: the fallback at " + before.endpoint() + " and its data";
    return text + System.lineSeparator();
  }

  private void destroy(Settings settings, Provisioner provisioner, StateDirectory directory) {
    // Held to the end, so that no process of the site leads meanwhile.
    if (!directory.leader().tryLead()) {
      throw new CommandException(
          "destroy the fallback: a process of the site runs on " + directory.path(),
          "end it first; 'understudy status' shows whether the site is at work");
    }
    if (!discard) {
      Optional<String> why = new UnreturnedWrites(settings, provisioner, directory).find();
      if (why.isPresent()) {
        throw new CommandException(
            "destroy the fallback: refused, " + why.get(),
            "nothing was deleted; bring the writes back first, or give them up for good with"
                + " --discard-unreturned-writes");
      }
    }
    provisioner.destroy();
    directory.forgetRoute();
  }
}
