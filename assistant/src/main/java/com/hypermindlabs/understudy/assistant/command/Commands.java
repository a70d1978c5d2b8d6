package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine;

/** The list of the commands, in the order of the help. */
final class Commands {
  private Commands() {}

  static void addTo(CommandLine root, Invocation invocation) {
    root.addSubcommand(SetupCommand.of(invocation));
    root.addSubcommand(new StatusCommand(invocation));
    root.addSubcommand(new DoctorCommand(invocation));
    root.addSubcommand(new ProvisionCommand(invocation));
    root.addSubcommand(FallbackCommand.of(invocation));
    root.addSubcommand(new FailoverCommand(invocation));
    root.addSubcommand(new ReturnCommand(invocation));
    root.addSubcommand(HeldCommand.of(invocation));
    root.addSubcommand(new ProtectCommand(invocation));
    root.addSubcommand(new UnprotectCommand(invocation));
    root.addSubcommand(new SmokeCommand(invocation));
    root.addSubcommand(new DemoCommand(invocation));
    root.addSubcommand(new DrillCommand(invocation));
    root.addSubcommand(new ServeCommand(invocation));
    root.addSubcommand(new ChatCommand(invocation));
    root.addSubcommand(
        new CommandLine(new MemberCommand())
            .addSubcommand(new MemberAddCommand(invocation))
            .addSubcommand(new MemberPasswordCommand(invocation))
            .addSubcommand(new MemberListCommand(invocation)));
    root.addSubcommand(
        new CommandLine(new KnowledgeCommand())
            .addSubcommand(new KnowledgeAddCommand(invocation))
            .addSubcommand(new KnowledgeListCommand(invocation))
            .addSubcommand(new KnowledgeImportCommand(invocation))
            .addSubcommand(new KnowledgeDeleteCommand(invocation))
            .addSubcommand(new KnowledgeDomainCommand(invocation))
            .addSubcommand(new KnowledgeEmbedCommand(invocation))
            .addSubcommand(new KnowledgeSearchCommand(invocation)));
    root.addSubcommand(new CommandLine(new XCommand()).addSubcommand(new XPostCommand(invocation)));
  }
}
