package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.LocalStatus;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows the local server's files and process. Whatever it finds, having looked is success. */
@Command(name = "status", description = "Show whether the local server is there and runs.")
final class FallbackStatusCommand implements Callable<Integer> {
  private final Invocation invocation;

  FallbackStatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Settings settings = invocation.settings().library();
    LocalStatus status =
        new Provisioner(settings.fallback(), settings.stateDirectory(), ProgressListener.SILENT)
            .status();
    invocation.result(() -> FallbackJson.tree(status), () -> FallbackJson.text(status));
    return ExitCode.GOOD;
  }
}
