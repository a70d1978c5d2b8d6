package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.Finding;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.provision.Verification;
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
    invocation.result(() -> json(found, steps, took), () -> text(found, took));
    if (!settings.fallback().enabled()) {
      invocation.say("note: database_fallback.enabled is false, so that nothing turns to it");
    }
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

  private static ObjectNode json(Verification found, StepTimes steps, long took) {
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
    found.findings().forEach(finding -> findings.add(FallbackJson.finding(finding)));
    return root;
  }

  private static String text(Verification found, long took) {
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
    for (Finding finding : found.findings()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %s%nremedy: %s%n",
              found.ok() ? "note" : "error",
              finding.message(),
              finding.hint()));
    }
    return text.toString();
  }
}
