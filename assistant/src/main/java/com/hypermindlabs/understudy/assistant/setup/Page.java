package com.hypermindlabs.understudy.assistant.setup;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pages of setup, in order. */
public enum Page {
  WELCOME("Welcome", "What exists already, and what setup is going to ask.", null),
  INFERENCE("Model endpoint", "Where the models are, and which one does what.", Section.INFERENCE),
  DATABASE("Primary database", "The remote PostgreSQL that holds the data.", Section.DATABASE),
  FALLBACK(
      "Fallback", "The local PostgreSQL that takes over when the primary fails.", Section.FALLBACK),
  TELEGRAM("Telegram", "The bot, and who owns it.", Section.TELEGRAM),
  X("X", "The account on X.", Section.X),
  WEB("Web page", "Where the web page listens, and its owner's account.", Section.WEB),
  KEYS("API keys", "Keys of other services, by names of your own.", Section.KEYS),
  SUMMARY("Summary", "What is going to change. Nothing has been written yet.", null),
  WRITE("Write", "The settings are written, and the old files kept.", null),
  PROVISION("Provision", "The fallback is made, or repaired.", null),
  SMOKE("Smoke check", "The core operations are tried.", null),
  NEXT("Next", "What to do now.", null);

  private final String title;
  private final String explanation;
  private final @Nullable Section section;

  Page(String title, String explanation, @Nullable Section section) {
    this.title = title;
    this.explanation = explanation;
    this.section = section;
  }

  /** A heading of a few words. */
  public String title() {
    return title;
  }

  /** One sentence below the heading. */
  public String explanation() {
    return explanation;
  }

  /** The part of the settings that it asks for; null for a page that asks nothing. */
  public @Nullable Section section() {
    return section;
  }

  /** Whether it asks questions. */
  public boolean asks() {
    return section != null;
  }

  /** The pages for some sections; all of them with none. */
  static List<Page> of(Set<Section> only) {
    Set<Page> pages = EnumSet.allOf(Page.class);
    if (!only.isEmpty()) {
      pages.removeIf(page -> page.section != null && !only.contains(page.section));
      boolean servers = only.contains(Section.DATABASE) || only.contains(Section.FALLBACK);
      if (!servers) {
        pages.remove(PROVISION);
      }
      if (!servers && !only.contains(Section.WEB)) {
        pages.remove(SMOKE);
      }
    }
    return List.copyOf(pages);
  }
}
