package com.hypermindlabs.understudy.assistant.screen;

import static com.googlecode.lanterna.input.KeyType.ArrowDown;
import static com.googlecode.lanterna.input.KeyType.ArrowLeft;
import static com.googlecode.lanterna.input.KeyType.ArrowRight;
import static com.googlecode.lanterna.input.KeyType.ArrowUp;
import static com.googlecode.lanterna.input.KeyType.Backspace;
import static com.googlecode.lanterna.input.KeyType.Enter;
import static com.googlecode.lanterna.input.KeyType.Escape;
import static com.googlecode.lanterna.input.KeyType.F2;
import static com.googlecode.lanterna.input.KeyType.F4;
import static com.googlecode.lanterna.input.KeyType.PageDown;
import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyType;
import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.assistant.setup.Answers;
import com.hypermindlabs.understudy.assistant.setup.Existing;
import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Section;
import com.hypermindlabs.understudy.assistant.setup.SetupFront.End;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class ScreenTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private final RecordedWork work = new RecordedWork();

  private SetupSession session(Section... only) {
    Set<Section> sections = EnumSet.noneOf(Section.class);
    sections.addAll(List.of(only));
    return new SetupSession(
        Existing.read(
            SettingsSources.of(folder.resolve("config.json"), folder.resolve(".env"))
                .withStateDirectory(folder.resolve("state"))),
        sections);
  }

  private VirtualScreen screen(Section... only) {
    return new VirtualScreen(session(only), work, 80, 24, Glyphs.FINE);
  }

  private void config(String text) throws IOException {
    Files.writeString(folder.resolve("config.json"), text);
  }

  private static LiveCheck check(LiveCheck.Result result) {
    return new Fixed(result);
  }

  /** Finds always the same. */
  private record Fixed(Result result) implements LiveCheck {
    @Override
    public String name() {
      return "primary database";
    }

    @Override
    public Duration timeout() {
      return LONG;
    }

    @Override
    public Result run(Answers answers, BooleanSupplier cancelled) {
      return result;
    }
  }

  @Test
  void everyPageHasTitleStepKeysAndTheExplanation() {
    try (VirtualScreen screen = screen()) {
      screen.see("Understudy setup", "Welcome · 1 of 13", "What exists already", "[ Begin ]");
      screen.press(Enter).see("Model endpoint · 2 of 13", "Esc back", "Ctrl-C leave");
      screen.ctrl('n').see("Primary database · 3 of 13", "The remote PostgreSQL");
    }
  }

  @Test
  void enterKeepsTheValueAndEscGoesBack() throws Exception {
    config("{\"database\": {\"host\": \"db.example.org\", \"db_name\": \"d\", \"user\": \"u\"}}");
    SetupSession session = session(Section.DATABASE);
    try (VirtualScreen screen = new VirtualScreen(session, work, 80, 24, Glyphs.FINE)) {
      screen.press(Enter).see("Remote primary").press(Enter).see("▸ Host", "db.example.org");
      screen.see("config.json line 1");
      screen.press(PageDown, Enter).see("Summary", "Nothing changes.");
      screen.press(Escape).see("Primary database", "db.example.org");
      screen.press(Escape).see("Welcome").press(Escape).see("Leave setup?", "[ Stay ]");
      screen.press(Escape).see("What exists already");
    }
    assertThat(session.plan().empty()).isTrue();
  }

  @Test
  void whatIsTypedIsJudgedWhileItIsTyped() {
    try (VirtualScreen screen = screen(Section.DATABASE)) {
      screen.press(Enter, ArrowDown, ArrowDown).see("▸ Port").type("x").see("✗ ");
      screen.press(Backspace).dontSee("✗");
    }
  }

  @Test
  void whatIsMissingIsSaidOnNextAndFocused() {
    try (VirtualScreen screen = screen(Section.DATABASE)) {
      screen.press(Enter, PageDown, Enter).see("▸ Host", "✗ is needed");
      screen.type("h").see("▸ Host h").press(PageDown, Enter).see("▸ Database");
    }
  }

  @Test
  void aFlagBringsItsQuestionsAndTakesThemAway() {
    try (VirtualScreen screen = screen(Section.TELEGRAM)) {
      screen.press(Enter).see("▸ Telegram", "( ) yes (•) no");
      assertThat(screen.text()).doesNotContain("Token");
      screen.type("y").see("(•) yes ( ) no", "Token", "not set").press(ArrowRight).see("(•) no");
      screen.dontSee("Token");
    }
  }

  @Test
  void advancedQuestionsAreHiddenUntilAskedFor() {
    try (VirtualScreen screen = screen(Section.FALLBACK)) {
      screen.press(Enter).see("▸ Fallback", "F2 4 more");
      assertThat(screen.text()).doesNotContain("User");
      screen.press(F2).see("User", "Password", "F2 fewer").press(F2).see("F2 4 more");
    }
  }

  @Test
  void aChoiceIsChangedByTheArrows() {
    try (VirtualScreen screen = screen(Section.FALLBACK)) {
      screen.press(Enter, ArrowDown).see("< auto >", "One of auto, existing");
      screen.press(ArrowRight).see("< existing >").press(ArrowLeft).see("< auto >");
    }
  }

  @Test
  void secretsAreNeverSeen() throws Exception {
    config("{\"bot_token\": \"1:Tr4ceable\"}");
    SetupSession session = session(Section.TELEGRAM);
    try (VirtualScreen screen = new VirtualScreen(session, work, 80, 24, Glyphs.FINE)) {
      screen.press(Enter, ArrowDown).see("▸ Token", "set", "blank keeps it");
      screen.type("2:other").see("▸ Token •••••••");
      screen.press(PageDown, Enter).see("bot_token", "set", "[ Write ]");
      assertThat(screen.text()).doesNotContain("Tr4ceable").doesNotContain("other");
      screen.press(Escape).see("Telegram").press(ArrowDown);
      screen.see("▸ Token set");
    }
    assertThat(session.plan().changes()).hasSize(1);
  }

  @Test
  void aSecretTypedAndTakenBackIsKeptAsItWas() throws Exception {
    config("{\"bot_token\": \"1:Tr4ceable\"}");
    SetupSession session = session(Section.TELEGRAM);
    try (VirtualScreen screen = new VirtualScreen(session, work, 80, 24, Glyphs.FINE)) {
      screen.press(Enter, ArrowDown).type("xy").see("••").ctrl('u').see("▸ Token set");
    }
    assertThat(session.plan().empty()).isTrue();
  }

  @Test
  void aPasswordThatNobodyHasToKnowIsGenerated() {
    SetupSession session = session(Section.FALLBACK);
    try (VirtualScreen screen = new VirtualScreen(session, work, 80, 24, Glyphs.FINE)) {
      screen.press(Enter).see("▸ Fallback").press(F2).see("F2 fewer").press(PageDown, ArrowUp);
      screen.see("▸ Password not set", "F3 generate").press(KeyType.F3).see("•".repeat(32));
    }
    assertThat(session.plan().changes()).hasSize(1);
  }

  @Test
  void wideSignsMoveTheCursorByTwo() {
    try (VirtualScreen screen = screen(Section.DATABASE)) {
      screen.press(Enter, ArrowDown, ArrowDown, ArrowDown).see("▸ Database");
      int empty = screen.cursor();
      screen.type("数据库").see("数据库");
      assertThat(screen.cursor()).isEqualTo(empty + 6);
      screen.type("😀").see("数据库😀").press(Backspace, ArrowLeft).type("x").see("数据x库");
    }
  }

  @Test
  void aTextLongerThanItsFieldShowsThePartAroundTheCursor() {
    try (VirtualScreen screen = screen(Section.DATABASE)) {
      screen.press(Enter, ArrowDown).type("first".repeat(20) + "last").see("…", "last");
      screen.press(KeyType.Home).see("▸ Host firstfirst");
    }
  }

  @ParameterizedTest
  @CsvSource({"80, 24", "200, 60", "60, 16"})
  void theLayoutFitsTheWindow(int columns, int rows) {
    try (VirtualScreen screen = screen(Section.INFERENCE)) {
      screen.see("[ Begin ]").resize(columns, rows).see("[ Begin ]").press(Enter);
      screen.see("▸ Endpoint", "Enter next field");
      screen.press(PageDown).see("[ Next ]", "Enter next page");
      List<String> seen = screen.rows();
      assertThat(seen).hasSize(rows);
      assertThat(seen.get(0)).contains("Understudy setup").contains("2 of ");
      assertThat(seen.get(rows - 1)).contains("Enter next page");
    }
  }

  @Test
  void aPageTallerThanTheWindowScrollsToTheFocus() {
    try (VirtualScreen screen = screen(Section.INFERENCE)) {
      screen.press(Enter).see("▸ Endpoint").press(F2).resize(60, 16);
      screen.see("more below").press(PageDown).see("[ Next ]", "more above");
      screen.press(ArrowUp).see("▸ OLLAMA_HOST");
    }
  }

  @Test
  void aWindowTooSmallSaysSoAndRecovers() {
    try (VirtualScreen screen = screen()) {
      screen.see("[ Begin ]").resize(30, 8).see("Make the window larger");
      screen.resize(80, 24).see("[ Begin ]");
    }
  }

  @Test
  void plainSignsDoWhereTheTerminalCanShowNoOthers() {
    try (VirtualScreen screen =
        new VirtualScreen(session(Section.TELEGRAM), work, 80, 24, Glyphs.ASCII)) {
      screen.press(Enter).see("> Telegram").type("y").see("(*) yes");
      assertThat(screen.text().chars().allMatch(sign -> sign < 128)).isTrue();
    }
  }

  @Test
  void aCheckThatPassesLeadsOn() throws Exception {
    config("{\"database\": {\"host\": \"h\", \"db_name\": \"d\", \"user\": \"u\"}}");
    work.checks.put(
        Page.DATABASE,
        List.of(check(LiveCheck.Result.of(List.of(Remark.ok("primary", "h:5432 serves"))))));
    try (VirtualScreen screen = screen(Section.DATABASE)) {
      screen.press(Enter).see("Remote primary").press(PageDown, Enter);
      screen.see("✓ h:5432 serves", "[ Go on ]").press(Enter).see("Summary");
    }
  }

  @Test
  void aCheckThatFailsOffersTheFieldsAnotherLookAndToGoOn() throws Exception {
    config("{\"database\": {\"host\": \"h\", \"db_name\": \"d\", \"user\": \"u\"}}");
    Remark refused = Remark.error("primary", "h refuses", "start it");
    work.checks.put(Page.DATABASE, List.of(check(LiveCheck.Result.of(List.of(refused)))));
    try (VirtualScreen screen = screen(Section.DATABASE)) {
      screen.press(Enter).see("Remote primary").press(PageDown, Enter);
      screen.see("✗ h refuses", "remedy: start it", "[ Back to the fields ]");
      screen.press(Enter).see("Remote primary", "[ Next ]").press(Enter).see("✗ h refuses");
      screen.press(ArrowRight, ArrowRight, Enter).see("Summary");
    }
  }

  @Test
  void aCheckThatTakesLongIsCancelledByEsc() throws Exception {
    config("{\"database\": {\"host\": \"h\", \"db_name\": \"d\", \"user\": \"u\"}}");
    CountDownLatch cancelled = new CountDownLatch(1);
    work.checks.put(Page.DATABASE, List.of(new Endless(cancelled)));
    try (VirtualScreen screen = screen(Section.DATABASE)) {
      screen.press(Enter).see("Remote primary").press(PageDown, Enter);
      screen.see("Looking at: a silent server", "Esc cancel").press(Escape).see("Remote primary");
      assertThat(cancelled.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Never comes to an end by itself. */
  private record Endless(CountDownLatch cancelled) implements LiveCheck {
    @Override
    public String name() {
      return "a silent server";
    }

    @Override
    public Duration timeout() {
      return LONG;
    }

    @Override
    public Result run(Answers answers, BooleanSupplier stopped) throws InterruptedException {
      try {
        new CountDownLatch(1).await();
        return Result.of(List.of());
      } finally {
        cancelled.countDown();
      }
    }
  }

  @Test
  void whatACheckFindsFillsEmptyFieldsAndCanBeChosen() {
    LiveCheck.Result models =
        new LiveCheck.Result(
            List.of(Remark.ok("model", "2 models")),
            Map.of("inference.chat.model", List.of("talk:8b", "see:7b")));
    work.checks.put(Page.INFERENCE, List.of(check(models)));
    SetupSession session = session(Section.INFERENCE);
    try (VirtualScreen screen = new VirtualScreen(session, work, 80, 24, Glyphs.FINE)) {
      screen.press(Enter).see("▸ Endpoint").press(PageDown, Enter).see("[ Go on ]").press(Enter);
      screen.see("talk:8b", "Filled in by what was found: Model: chat.");
      screen.press(KeyType.PageUp, ArrowDown, ArrowDown, ArrowDown).see("Found, F4 takes the next");
      screen.press(F4).see("see:7b").press(PageDown, Enter).see("[ Go on ]").press(Enter);
      screen.see("Summary", "inference.chat.model", "see:7b");
    }
  }

  @Test
  void theEndpointOfEachCapabilityIsShownWithItsReason() throws Exception {
    config("{\"inference\": {\"chat\": {\"url\": \"http://10.0.0.9:1234\"}}}");
    try (VirtualScreen screen = screen(Section.INFERENCE)) {
      screen.press(Enter).see("http://10.0.0.9:1234 ", "inference.chat.url", "default");
      screen.type("http://10.1.1.1:1").see("setup");
    }
  }

  @Test
  void nothingIsWrittenBeforeTheSummaryIsAccepted() {
    try (VirtualScreen screen = screen(Section.WEB)) {
      screen.press(Enter).see("▸ Address").press(ArrowDown).type("4848");
      screen.press(ArrowDown, ArrowDown).type("n").see("(•) no");
      screen.press(PageDown, Enter).see("web.port", "4848", "[ Write ]");
      assertThat(work.asked).isEmpty();
      screen.press(Enter).see("config.json written");
      assertThat(work.asked).containsExactly("write");
      screen.press(Enter).see("Check now").press(Enter).see("all checks passed").press(Enter);
      screen.see("./understudy serve", "Serves the web page.").press(Enter);
      assertThat(screen.end()).isEqualTo(End.DONE);
    }
  }

  @Test
  void aStepThatFailsCanBeTriedAgain() {
    work.provisioned = new SetupWork.Done(false, "no disk", "free some");
    try (VirtualScreen screen = screen(Section.FALLBACK)) {
      screen.press(Enter).see("Server").press(PageDown, Enter).see("Nothing changes.");
      screen.press(Enter).see("Provision now");
      screen.press(Enter).see("✗ no disk", "remedy: free some", "[ Try again ]");
      work.provisioned = new SetupWork.Done(true, "made", "");
      screen.press(Enter).see("✓ made");
    }
  }

  @Test
  void answersOfTheLastTimeAreOffered() {
    work.kept = true;
    try (VirtualScreen screen = screen(Section.WEB)) {
      screen.see("[ Go on where it was left ]").press(Enter).see("Web page · 2 of ");
      assertThat(work.asked).containsExactly("resume");
    }
  }

  @ParameterizedTest
  @EnumSource(Page.class)
  void ctrlCLeavesEveryPage(Page page) {
    SetupSession session = session();
    try (VirtualScreen screen = new VirtualScreen(session, work, 80, 24, Glyphs.FINE)) {
      screen.see("[ Begin ]");
      for (Page before : Page.values()) {
        screen.see(before.title() + " · ");
        if (before == page) {
          break;
        }
        switch (before) {
          case WELCOME, SUMMARY -> screen.press(Enter);
          case WRITE -> screen.see("[ Go on ]").press(Enter);
          case PROVISION, SMOKE -> screen.press(ArrowRight, Enter);
          case DATABASE -> screen.type("n").ctrl('n');
          case WEB -> {
            screen.see("Login").press(ArrowDown).type("4848");
            screen.press(ArrowDown, ArrowDown).type("n").ctrl('n');
          }
          default -> screen.ctrl('n');
        }
      }
      screen.ctrl('c');
      assertThat(screen.end()).isEqualTo(End.LEFT);
    }
  }
}
