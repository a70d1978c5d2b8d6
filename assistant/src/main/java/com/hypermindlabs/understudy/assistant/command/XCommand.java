package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine.Command;

/** The group of commands about the account on X. */
@Command(name = "x", description = "Post with the account on X.")
final class XCommand {}
