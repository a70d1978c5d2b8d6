package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.config.Secret;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of setup: the pages, where the person is, and what was answered so far. Touches no file
 * and knows no terminal. Holds secrets, shows none. Not thread-safe; {@link #answers} may be handed
 * to another thread.
 */
public final class SetupSession {
  private static final Set<String> YES = Set.of("true", "yes", "y", "on", "1");

  private final Existing existing;
  private final List<Page> pages;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, List<String>> suggestions = new HashMap<>();
  private int at;

  /**
   * Begins on the first page.
   *
   * @param only the sections to ask; empty for all
   */
  public SetupSession(Existing existing, Set<Section> only) {
    this.existing = existing;
    this.pages = Page.of(only);
  }

  /** What there is before anything is changed. */
  public Existing existing() {
    return existing;
  }

  /** The pages of this run, in order. */
  public List<Page> pages() {
    return pages;
  }

  /** The page that the person is on. */
  public Page page() {
    return pages.get(at);
  }

  /** Its number among {@link #pages}, from 1. */
  public int number() {
    return at + 1;
  }

  /** Goes to the next page; false on the last. Does not look whether the page is complete. */
  public boolean next() {
    return move(at + 1);
  }

  /** Goes back; false on the first page. */
  public boolean back() {
    return move(at - 1);
  }

  /** Goes to a page of this run; false for another. */
  public boolean turnTo(Page page) {
    return move(pages.indexOf(page));
  }

  private boolean move(int to) {
    if (to < 0 || to >= pages.size()) {
      return false;
    }
    at = to;
    return true;
  }

  /**
   * The questions of a page, by the answers so far; look again after each answer.
   *
   * @param advanced whether those that stay hidden until asked for are wanted too
   */
  public List<Question> questions(Page page, boolean advanced) {
    return all().stream()
        .filter(question -> question.section() == page.section())
        .filter(question -> advanced || !question.advanced())
        .filter(this::asked)
        .toList();
  }

  /** Every question that this run asks by the answers so far, hidden ones included. */
  public List<Question> questions() {
    return pages.stream().flatMap(page -> questions(page, true).stream()).toList();
  }

  private List<Question> all() {
    String names = texts.get(Catalogue.API_KEYS);
    return Catalogue.with(names == null ? existing.apiKeys() : Catalogue.items(names));
  }

  private boolean asked(Question question) {
    Question.When when = question.when();
    return when == null
        || Catalogue.fixed(when.id()).map(this::value).orElse("").equals(when.value());
  }

  /** What the field shows: the answer, else what is there, else the default; empty for secrets. */
  public String value(Question question) {
    String answer = texts.get(question.id());
    return question.secret() ? "" : answer == null ? present(question) : answer;
  }

  /** What is there before anything is changed, or the default; empty for secrets. */
  public String present(Question question) {
    return question.key() == null
        ? Virtual.present(question.id(), existing)
        : existing.present(question.key().name()).text();
  }

  /** Where what is there comes from, as {@code config.json line 3}; empty for the default. */
  public String place(Question question) {
    return question.key() == null ? "" : existing.present(question.key().name()).place();
  }

  /** Whether there is a secret, answered now or present before. */
  public boolean set(Question question) {
    return secrets.containsKey(question.id())
        || (question.key() != null && existing.present(question.key().name()).set());
  }

  /** Whether this run was told an answer. */
  public boolean answered(Question question) {
    return texts.containsKey(question.id()) || secrets.containsKey(question.id());
  }

  /** Answers in any kind of question. A secret's empty text keeps what is there. */
  public void answer(Question question, String text) {
    if (question.secret()) {
      if (!text.isEmpty()) {
        secrets.put(question.id(), Secret.of(text));
      }
    } else if (normal(question, text).equals(present(question))) {
      texts.remove(question.id());
    } else {
      texts.put(question.id(), normal(question, text));
    }
  }

  private static String flag(String text) {
    return String.valueOf(YES.contains(text.strip().toLowerCase(Locale.ROOT)));
  }

  /**
   * Answers in a way that is written to a file also where a variable of the environment says the
   * same already: for what an unattended run was given.
   */
  public void insist(Question question, String text) {
    boolean fromFile = question.key() != null && existing.present(question.key().name()).inFile();
    if (question.secret() || fromFile) {
      answer(question, text);
    } else {
      texts.put(question.id(), normal(question, text));
    }
  }

  private static String normal(Question question, String text) {
    return question.kind() == Question.Kind.FLAG ? flag(text) : text.strip();
  }

  /** Takes an answer back. */
  public void forget(Question question) {
    texts.remove(question.id());
    secrets.remove(question.id());
  }

  /** What is still needed on a page before it can be left by "next". */
  public List<Question> missing(Page page) {
    return questions(page, true).stream()
        .filter(Question::required)
        .filter(question -> question.secret() ? !set(question) : value(question).isEmpty())
        .toList();
  }

  /** What is still needed on any page of this run. */
  public List<Question> missing() {
    return pages.stream().flatMap(page -> missing(page).stream()).toList();
  }

  /** What a check found to choose from, by the question's id. */
  public List<String> suggestions(Question question) {
    return suggestions.getOrDefault(question.id(), List.of());
  }

  /** Keeps what a check found to choose from. */
  public void suggest(LiveCheck.Result result) {
    suggestions.putAll(result.suggestions());
  }

  /** Where each capability's model would be, and why there. */
  public List<ModelEndpoint> endpoints() {
    return ModelEndpoint.of(
        this::told, name -> existing.present(name).set() ? existing.present(name).text() : "");
  }

  /** The settings as they would be if setup ended now. */
  public Answers answers() {
    Map<String, String> allTexts = new HashMap<>();
    Map<String, Secret> allSecrets = new HashMap<>();
    for (Question question : all()) {
      allTexts.put(question.id(), value(question));
      Secret secret = secrets.get(question.id());
      Secret before =
          question.key() == null ? null : existing.present(question.key().name()).secret();
      Optional.ofNullable(secret == null ? before : secret)
          .ifPresent(known -> allSecrets.put(question.id(), known));
    }
    return new Answers(existing.sources(), all(), allTexts, allSecrets, endpoints());
  }

  /** The text that this run was told; empty for none. */
  String told(String id) {
    return texts.getOrDefault(id, "");
  }

  /** The secret that this run was told. */
  Optional<Secret> toldSecret(Question question) {
    return Optional.ofNullable(secrets.get(question.id()));
  }

  /**
   * What is going to change, by the answers so far. Reads and writes nothing: the files as they
   * were when setup began are what it starts from.
   */
  public Plan plan() {
    return new Planner(this).plan();
  }

  /**
   * The answers without secrets, by question id: what may be kept for the next start. None that is
   * wrong: it may hold one.
   */
  Map<String, String> progress() {
    Map<String, String> kept = new LinkedHashMap<>();
    for (Question question : all()) {
      String text = texts.get(question.id());
      if (text != null && question.problem(text).isEmpty()) {
        kept.put(question.id(), text);
      }
    }
    return kept;
  }

  /** No value: there are secrets among them. */
  @Override
  public String toString() {
    return "SetupSession[" + page() + ", " + texts.keySet() + "]";
  }
}
