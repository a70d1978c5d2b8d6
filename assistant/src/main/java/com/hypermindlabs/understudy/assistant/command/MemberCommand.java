package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine.Command;

/** The group of commands about members. */
@Command(name = "member", description = "Add and list those who talk to the assistant.")
final class MemberCommand {}
