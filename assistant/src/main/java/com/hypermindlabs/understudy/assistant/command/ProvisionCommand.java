package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.Finding;
import com.hypermindlabs.understudy.provision.FindingCode;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.provision.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes or repairs the fallback's server. Its schema is the next start's business. */
@Command(name = "provision", description = "Create or repair the fallback; harmless to repeat.")
final class ProvisionCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Where the server comes from: ${COMPLETION-CANDIDATES}.")
  private @Nullable ProvisionMode mode;

  @Option(names = "--verify-only", description = "Look at it, change nothing.")
  private boolean verifyOnly;

  ProvisionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Settings settings = invocation.settings().library();
    StepTimes steps = new StepTimes(invocation);
    Provisioner provisioner =
        new Provisioner(chosen(settings.fallback()), settings.stateDirectory(), steps);
    long begun = System.nanoTime();
    Verification found =
        verifyOnly ? provisioner.verify() : new Verification(provisioner.provision(), null);
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    List<Finding> findings = findings(found, settings.fallback());
    invocation.result(() -> json(found, findings, steps, took), () -> text(found, findings, took));
    return found.ok() ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private FallbackSettings chosen(FallbackSettings settings) {
    return mode == null
        ? settings
        : new FallbackSettings(
            settings.enabled(),
            mode,
            settings.database(),
            settings.user(),
            settings.password(),
            settings.host(),
            settings.port());
  }

  private static List<Finding> findings(Verification found, FallbackSettings settings) {
    List<Finding> findings = new ArrayList<>(found.findings());
    if (!settings.enabled()) {
      findings.add(
          new Finding(
              FindingCode.SWITCHED_OFF,
              "database_fallback.enabled is false, so that nothing turns to it",
              "set database_fallback.enabled to true"));
    }
    return findings;
  }

  private static ObjectNode json(
      Verification found, List<Finding> all, StepTimes steps, long took) {
    @Nullable FallbackServer server = found.server();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ok", found.ok());
    root.put("mode", server == null ? null : server.mode().name().toLowerCase(Locale.ROOT));
    root.put("endpoint", server == null ? null : server.application().endpoint().toString());
    root.put("database", server == null ? null : server.application().database());
    root.put("user", server == null ? null : server.application().user());
    root.put("version", server == null ? null : server.version().toString());
    root.put("pgvector", server == null ? null : server.pgvector());
    root.put("ms", took);
    ArrayNode list = root.putArray("steps");
    steps
        .times()
        .forEach(
            (step, time) ->
                list.addObject().put("name", StepTimes.name(step)).put("ms", time.toMillis()));
    ArrayNode findings = root.putArray("findings");
    all.forEach(finding -> findings.add(FallbackJson.finding(finding)));
    return root;
  }

  private static String text(Verification found, List<Finding> findings, long took) {
    StringBuilder text = new StringBuilder();
    @Nullable FallbackServer server = found.server();
    if (server != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "the fallback serves at %s (%s, PostgreSQL %s%s), %d ms%n",
              server.application().endpoint(),
              server.mode().name().toLowerCase(Locale.ROOT),
              server.version(),
              server.pgvector() ? ", with pgvector" : "",
              took));
    }
    for (Finding finding : findings) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %s%nremedy: %s%n",
              finding.equals(found.problem()) ? "error" : "note",
              finding.message(),
              finding.hint()));
    }
    return text.toString();
  }
}
