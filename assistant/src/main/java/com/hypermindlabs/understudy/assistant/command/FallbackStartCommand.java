package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.LocalStatus;
import com.hypermindlabs.understudy.provision.Provisioner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Starts the local server, which goes on running. */
@Command(name = "start", description = "Start the local server.")
final class FallbackStartCommand implements Callable<Integer> {
  private final Invocation invocation;

  FallbackStartCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Settings settings = invocation.settings().library();
    Provisioner provisioner =
        new Provisioner(settings.fallback(), settings.stateDirectory(), new StepTimes(invocation));
    if (provisioner.start().isEmpty()) {
      throw new CommandException(
          "start the fallback: none was provisioned in " + settings.stateDirectory(),
          "understudy provision");
    }
    LocalStatus status = provisioner.status();
    invocation.result(() -> FallbackJson.tree(status), () -> FallbackJson.text(status));
    return ExitCode.GOOD;
  }
}
