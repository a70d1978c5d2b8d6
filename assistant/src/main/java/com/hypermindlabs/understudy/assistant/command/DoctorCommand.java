package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.doctor.Doctor;
import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.settings.ModelSettings;
import com.hypermindlabs.understudy.config.Provenance;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Checks all that the site stands on, and tells where each setting came from. */
@Command(
    name = "doctor",
    description = "Check settings, rights, network, disk, versions and schema, with remedies.")
final class DoctorCommand implements Callable<Integer> {
  private final Invocation invocation;

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    ProgramSettings settings = invocation.settings();
    List<Remark> remarks = new Doctor(settings.library(), settings.assistant()).examine();
    boolean ok = remarks.stream().noneMatch(one -> one.severity() == Remark.Severity.ERROR);
    invocation.result(() -> json(ok, remarks, settings), () -> text(remarks, settings));
    return ok ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private static ObjectNode json(boolean ok, List<Remark> remarks, ProgramSettings settings) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ok", ok);
    ArrayNode findings = root.putArray("findings");
    for (Remark remark : remarks) {
      findings
          .addObject()
          .put("severity", remark.severity().json())
          .put("area", remark.area())
          .put("message", remark.message())
          .put("hint", remark.hint());
    }
    ArrayNode entries = root.putArray("settings");
    for (Provenance.Entry entry : settings.provenance().entries()) {
      ObjectNode one = entries.addObject();
      one.put("key", entry.key()).put("source", entry.source().name().toLowerCase(Locale.ROOT));
      one.put("place", entry.place()).put("value", entry.value());
      ArrayNode overridden = one.putArray("overridden");
      entry.overridden().forEach(overridden::add);
    }
    ArrayNode models = root.putArray("models");
    for (Capability capability : Capability.values()) {
      ModelSettings model = settings.assistant().model(capability);
      models
          .addObject()
          .put("capability", capability.key())
          .put("url", model.url().toString())
          .put("origin", model.origin())
          .put("model", model.model());
    }
    return root;
  }

  private String text(List<Remark> remarks, ProgramSettings settings) {
    StringBuilder text = new StringBuilder();
    for (Remark remark : remarks) {
      text.append(severity(remark.severity()))
          .append(String.format(Locale.ROOT, "%-16s%s%n", remark.area(), remark.message()));
      if (!remark.hint().isEmpty()) {
        text.append(String.format(Locale.ROOT, "%-25s%s%n", "", "remedy: " + remark.hint()));
      }
    }
    text.append(System.lineSeparator()).append("settings").append(System.lineSeparator());
    settings.provenance().entries().forEach(entry -> text.append(line(entry)));
    text.append(System.lineSeparator()).append("models").append(System.lineSeparator());
    for (Capability capability : Capability.values()) {
      ModelSettings model = settings.assistant().model(capability);
      String name = model.model() == null ? "no model chosen" : model.model();
      text.append(
          String.format(
              Locale.ROOT,
              "  %s: %s at %s  (%s)%n",
              capability.key(),
              name,
              model.url(),
              model.origin()));
    }
    return text.toString();
  }

  private String severity(Remark.Severity severity) {
    Colour colour =
        switch (severity) {
          case OK -> Colour.GREEN;
          case WARNING -> Colour.YELLOW;
          case ERROR -> Colour.RED;
        };
    return colour.paint(String.format(Locale.ROOT, "%-9s", severity.json()), invocation.colours());
  }

  private static String line(Provenance.Entry entry) {
    String place = entry.place().isEmpty() ? "default" : entry.place();
    String lost =
        entry.overridden().isEmpty() ? "" : ", before " + String.join(", ", entry.overridden());
    String value = entry.value().isEmpty() ? "none" : entry.value();
    return String.format(Locale.ROOT, "  %s = %s  (%s%s)%n", entry.key(), value, place, lost);
  }
}
