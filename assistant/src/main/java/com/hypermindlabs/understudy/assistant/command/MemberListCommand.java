package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Lists all members in the order in which they were met. */
@Command(name = "list", description = "List all members.")
final class MemberListCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  private final Invocation invocation;

  MemberListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    return OnRoute.run(
        invocation,
        source -> {
          List<Member> all = all(new Members(source));
          invocation.result(() -> json(all), () -> text(all));
          return ExitCode.GOOD;
        });
  }

  private static List<Member> all(Members members) {
    List<Member> all = new ArrayList<>();
    @Nullable UUID last = null;
    List<Member> page;
    do {
      page = members.list(last, PAGE);
      all.addAll(page);
      last = page.isEmpty() ? last : page.get(page.size() - 1).id();
    } while (page.size() == PAGE);
    return all;
  }

  private static ObjectNode json(List<Member> members) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("members");
    members.forEach(member -> list.add(MemberText.json(member)));
    return root;
  }

  private static String text(List<Member> members) {
    return members.isEmpty()
        ? "no members\n"
        : members.stream().map(MemberText::text).collect(Collectors.joining());
  }
}
