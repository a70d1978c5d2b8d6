package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine.Command;

/** The group of commands about knowledge. */
@Command(name = "knowledge", description = "Add, import, list and search what the assistant knows.")
final class KnowledgeCommand {}
