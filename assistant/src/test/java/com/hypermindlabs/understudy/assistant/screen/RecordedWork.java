package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps in mind what a screen asked for, and does nothing in the world. */
final class RecordedWork implements SetupWork {
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  final Map<Page, List<LiveCheck>> checks = new EnumMap<>(Page.class);
  boolean kept;
  Done written = new Done(true, "config.json written", "");
  Done provisioned = new Done(true, "the fallback serves", "");

  @Override
  public List<LiveCheck> checks(Page page) {
    return checks.getOrDefault(page, List.of());
  }

  @Override
  public Done write(Plan plan, Consumer<String> lines) {
    asked.add("write");
    lines.accept("config.json");
    return written;
  }

  @Override
  public Done provision(SetupSession session, Consumer<String> lines) {
    asked.add("provision");
    lines.accept("initialise   120 ms");
    return provisioned;
  }

  @Override
  public Done smoke(SetupSession session, Consumer<String> lines) {
    asked.add("smoke");
    return new Done(true, "all checks passed", "");
  }

  @Override
  public String nextCommand(SetupSession session) {
    return "./understudy serve\nServes the web page.";
  }

  @Override
  public void saveProgress(SetupSession session) {
    asked.add("save");
  }

  @Override
  public boolean resumable() {
    return kept;
  }

  @Override
  public void resume(SetupSession session) {
    asked.add("resume");
    session.next();
  }

  @Override
  public void forgetProgress() {
    asked.add("forget");
  }
}
