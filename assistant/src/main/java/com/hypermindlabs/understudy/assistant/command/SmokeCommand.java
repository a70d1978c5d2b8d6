package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.StartException;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.smoke.Check;
import com.hypermindlabs.understudy.assistant.smoke.Smoke;
import com.hypermindlabs.understudy.assistant.smoke.SmokeReport;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Tries the core operations on the current route. */
@Command(
    name = "smoke",
    description = "Try the core operations on the current route, and clean up. Ends with 0 or 1.")
final class SmokeCommand implements Callable<Integer> {
  private final Invocation invocation;

  SmokeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    ProgramSettings settings = invocation.settings();
    SmokeReport report;
    try (Understudy understudy = invocation.start(settings)) {
      report = Smoke.run(understudy, invocation::closeAtSignal);
      // Before leaving: that may take as long as a fallback in the making.
      tell(report);
    } catch (StartException e) {
      report = SmokeReport.nothingServes(e.getMessage() + " (" + e.hint() + ")");
      tell(report);
    }
    return report.passed() ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private void tell(SmokeReport report) {
    invocation.result(() -> json(report), () -> text(report));
  }

  private static ObjectNode json(SmokeReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("route", report.route());
    root.put("endpoint", report.endpoint());
    root.put("mode", report.mode());
    ArrayNode checks = root.putArray("checks");
    for (Check check : report.checks()) {
      checks
          .addObject()
          .put("name", check.name().json())
          .put("ok", check.ok())
          .put("ms", Math.round(check.ms() * 10) / 10.0)
          .put("problem", check.problem());
    }
    return root;
  }

  private static String text(SmokeReport report) {
    StringBuilder text = new StringBuilder();
    @Nullable String endpoint = report.endpoint();
    text.append("route  ").append(report.route());
    text.append(endpoint == null ? "" : " at " + endpoint);
    text.append(", mode ").append(report.mode()).append('\n');
    for (Check check : report.checks()) {
      text.append(check.ok() ? "ok     " : "FAILED ");
      text.append(String.format(Locale.ROOT, "%-17s %8.1f ms", check.name().json(), check.ms()));
      text.append(check.ok() ? "" : "  " + check.problem()).append('\n');
    }
    return text.toString();
  }
}
