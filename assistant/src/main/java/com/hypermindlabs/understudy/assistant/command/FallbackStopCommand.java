package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.LocalStatus;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.StateDirectory;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops the local server; its data stays. */
@Command(name = "stop", description = "Stop the local server; its data stays.")
final class FallbackStopCommand implements Callable<Integer> {
  private final Invocation invocation;

  FallbackStopCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Settings settings = invocation.settings().library();
    Provisioner provisioner =
        new Provisioner(settings.fallback(), settings.stateDirectory(), ProgressListener.SILENT);
    LocalStatus before = provisioner.status();
    if (before.mode() == ProvisionMode.EXISTING) {
      throw new CommandException(
          "stop the fallback at " + before.endpoint() + ": it is not ours to stop (mode existing)",
          "stop it where it is run; 'understudy fallback destroy' forgets it");
    }
    warn(settings);
    provisioner.stop();
    LocalStatus status = provisioner.status();
    invocation.result(() -> FallbackJson.tree(status), () -> FallbackJson.text(status));
    return ExitCode.GOOD;
  }

  private void warn(Settings settings) {
    if (!Files.isDirectory(settings.stateDirectory())) {
      return;
    }
    try (StateDirectory directory = StateDirectory.open(settings.stateDirectory())) {
      if (UnreturnedWrites.recorded(directory)) {
        invocation.warn(
            "the route leads to the fallback: until it is started again, the site has no server");
      }
      if (directory.setAside().pending()) {
        invocation.warn(
            "the fallback was set aside: until it is started again, what was written there is not"
                + " merged, and nothing takes over when the primary fails");
      }
      if (!directory.leader().tryLead()) {
        invocation.warn("a process of the site runs, and will start the fallback again");
      }
    }
  }
}
