package com.hypermindlabs.understudy.assistant.setup;

import static com.hypermindlabs.understudy.assistant.setup.SetupFolder.answer;
import static com.hypermindlabs.understudy.assistant.setup.SetupFolder.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.Settings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupSessionTest {
  @TempDir private Path folder;

  @Test
  void pagesComeInOrderAndASectionIsOneOfThem() {
    SetupSession session = new SetupFolder(folder).session();
    assertThat(session.pages()).containsExactly(Page.values());
    assertThat(session.back()).isFalse();
    assertThat(session.next()).isTrue();
    assertThat(session.page()).isEqualTo(Page.INFERENCE);
    assertThat(session.number()).isEqualTo(2);
    assertThat(new SetupFolder(folder).session(Section.TELEGRAM).pages())
        .containsExactly(Page.WELCOME, Page.TELEGRAM, Page.SUMMARY, Page.WRITE, Page.NEXT);
    assertThat(new SetupFolder(folder).session(Section.DATABASE).pages())
        .contains(Page.PROVISION, Page.SMOKE);
  }

  @Test
  void aPageAsksFewQuestionsUntilItIsToldMore() {
    SetupSession session = new SetupFolder(folder).session();
    for (Page page : Page.values()) {
      assertThat(session.questions(page, false)).as("%s", page).hasSizeLessThanOrEqualTo(7);
    }
    assertThat(session.missing().stream().map(Question::id))
        .containsExactly(
            "database.host", "database.db_name", "database.user", "owner.login", "owner.password");
    answer(session, "database", "no");
    answer(session, "owner", "false");
    answer(session, "x", "yes");
    assertThat(session.missing().stream().map(Question::id))
        .containsExactly(
            "twitter_keys.consumer_key",
            "twitter_keys.consumer_secret",
            "twitter_keys.access_token",
            "twitter_keys.access_token_secret");
  }

  @Test
  void anEditIsMadeWhereItTakesEffect() {
    SetupFolder files =
        new SetupFolder(folder)
            .config(
                "{\"database\": {\"host\": \"a\", \"port\": \"5432\", \"password\": \"p\"},"
                    + " \"bot_token\": \"\"}")
            .dotEnv("POSTGRES_PORT=5433\nPOSTGRES_USER=\"u\"\n");
    SetupSession session = files.session();
    answer(session, "database.host", "b");
    answer(session, "database.port", "5434");
    answer(session, "database.db_name", "d");
    answer(session, "database.user", "v w");
    answer(session, "database.password", "q");
    answer(session, "telegram", "true");
    answer(session, "bot_token", "t");
    Plan plan = session.plan();
    assertThat(files.config(plan, "database.host")).isEqualTo("b");
    assertThat(files.config(plan, "database.port")).as("the weaker one").isEqualTo("5432");
    assertThat(files.config(plan, "database.db_name")).as("set nowhere").isEqualTo("d");
    assertThat(files.config(plan, "database.password")).as("set there").isEqualTo("q");
    assertThat(files.config(plan, "bot_token")).isEqualTo("");
    assertThat(files.after(plan, ".env"))
        .isEqualTo("POSTGRES_PORT=5434\nPOSTGRES_USER=\"v w\"\nTELEGRAM_BOT_TOKEN=t\n");
    assertThat(plan.changes().toString()).doesNotContain("=q", "=t", "=p,");
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void aNumberIsWrittenAsOneAndNothingAsNothing() {
    SetupFolder files =
        new SetupFolder(folder).config("{\"web\": {\"port\": null}, \"web_ui_url\": \"http://a\"}");
    SetupSession session = files.session();
    answer(session, "web.port", "04800");
    answer(session, "web_ui_url", "");
    Plan plan = session.plan();
    assertThat(files.config(plan, "web.port")).isEqualTo(new BigDecimal(4800));
    assertThat(files.config(plan, "web_ui_url")).isEqualTo("");
  }

  @Test
  void aSecretThatCameFromAFileBesideLosesThatFile() {
    SetupFolder files =
        new SetupFolder(folder)
            .config("{\"database\": {\"host\": \"a\", \"db_name\": \"b\", \"user\": \"c\"}}")
            .dotEnv("POSTGRES_PASSWORD_FILE=/run/secret\n");
    Plan plan = answer(files.session(), "database.password", "q").plan();
    assertThat(files.after(plan, ".env"))
        .isEqualTo("POSTGRES_PASSWORD_FILE=\nPOSTGRES_PASSWORD=q\n");
  }

  @Test
  void whatTheEnvironmentOverridesIsSaid() {
    SetupFolder files =
        new SetupFolder(folder)
            .config("{\"database\": {\"host\": \"a\", \"db_name\": \"b\", \"user\": \"c\"}}")
            .environment("POSTGRES_HOST", "elsewhere");
    SetupSession session = files.session();
    assertThat(session.place(question(session, "database.host"))).isEqualTo("POSTGRES_HOST");
    Plan plan = answer(session, "database.host", "b").plan();
    assertThat(plan.warnings()).singleElement().asString().startsWith("POSTGRES_HOST of the env");
    assertThat(files.config(plan, "database.host")).isEqualTo("b");
  }

  @Test
  void whatIsTakenBackIsTakenBackInBothFiles() {
    SetupFolder files =
        new SetupFolder(folder)
            .config("{\"bot_token\": \"a\", \"api_keys\": {\"k\": \"v\", \"l\": \"w\"}}")
            .dotEnv("TELEGRAM_BOT_TOKEN='b' # old\n");
    SetupSession session = files.session();
    answer(session, "telegram", "false");
    answer(session, "api_keys", "l");
    Plan plan = session.plan();
    assertThat(files.after(plan, "config.json"))
        .isEqualTo("{\"bot_token\": \"\", \"api_keys\": {\"k\": \"\", \"l\": \"w\"}}");
    assertThat(files.after(plan, ".env")).isEqualTo("TELEGRAM_BOT_TOKEN='' # old\n");
  }

  @Test
  void keepingEverythingChangesNothing() {
    SetupFolder files =
        new SetupFolder(folder).config("{\"web\": {\"port\": 4800}}").dotEnv("OLLAMA_HOST=a:1\n");
    SetupSession session = files.session();
    for (Question question : session.questions()) {
      session.answer(question, session.value(question));
    }
    assertThat(session.plan().changes()).isEmpty();
    assertThat(session.plan().files()).isEmpty();
  }

  @Test
  void checksSeeTheSettingsAsTheyWouldBe() {
    SetupFolder files =
        new SetupFolder(folder)
            .config("{\"database\": {\"host\": \"a\", \"db_name\": \"b\", \"user\": \"c\"}}")
            .dotEnv("POSTGRES_PASSWORD=kept\n");
    SetupSession session = files.session();
    answer(session, "database.host", "x:1,y:2");
    answer(session, "database.sslmode", "require");
    Settings settings = session.answers().library();
    assertThat(settings.database()).hasToString("c@x:1,y:2/b");
    assertThat(settings.database().password().reveal()).isEqualTo("kept");
    assertThat(settings.database().properties()).containsEntry("sslmode", "require");
    answer(session, "database", "false");
    assertThat(session.answers().library().database()).isNull();
    assertThat(files.config(session.plan(), "database.host")).isEqualTo("");
  }

  @Test
  void whatDoesNotGoTogetherIsNotWritten() {
    SetupSession session = new SetupFolder(folder).session(Section.FALLBACK);
    answer(session, "database_fallback.mode", "embedded");
    session.answer(question(session, "database_fallback.host"), "db.example");
    assertThat(session.plan().problems()).singleElement().asString().contains("is not this host");
  }

  @Test
  void progressHoldsNoSecretAndComesBack() throws Exception {
    SetupFolder files = new SetupFolder(folder);
    SetupSession session = files.session();
    answer(session, "database.host", "db");
    answer(session, "database.password", "hidden-word");
    answer(session, "owner.login", "kim");
    answer(session, "owner.password", "hidden-word-2");
    session.answer(question(session, "web_ui_url"), "http://u:hidden@h"); // as it is typed
    session.turnTo(Page.FALLBACK);
    Progress progress = new Progress(folder.resolve("state"));
    progress.save(session);
    assertThat(files.before("state/" + Progress.NAME)).contains("db").doesNotContain("hidden");
    SetupSession next = files.session();
    assertThat(progress.kept()).isTrue();
    progress.resume(next);
    assertThat(next.page()).isEqualTo(Page.FALLBACK);
    assertThat(next.value(question(next, "database.host"))).isEqualTo("db");
    assertThat(next.set(question(next, "owner.password"))).isFalse();
    progress.forget();
    assertThat(progress.kept()).isFalse();
  }

  @Test
  void everyQuestionHasAnOptionAndAVariableOfItsOwn() {
    List<Question> all = Catalogue.fixed();
    assertThat(all.stream().map(Question::id)).doesNotHaveDuplicates();
    assertThat(all.stream().map(Question::option)).doesNotHaveDuplicates().doesNotContain("");
    assertThat(all.stream().map(Question::variable)).doesNotHaveDuplicates().doesNotContain("");
    assertThat(all).allMatch(one -> !one.secret() || one.option().endsWith("-stdin"));
    assertThat(Catalogue.apiKey("my.key").variable()).isEqualTo("UNDERSTUDY_SETUP_API_KEY_MY_KEY");
  }
}
