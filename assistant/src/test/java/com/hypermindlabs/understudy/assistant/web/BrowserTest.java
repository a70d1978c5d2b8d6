package com.hypermindlabs.understudy.assistant.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.route.Mode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The pages in a real browser. With {@code -Dunderstudy.screenshots=FOLDER} it leaves the pictures
 * of docs/web.md there.
 */
@EnabledIf("com.hypermindlabs.understudy.assistant.web.Chromium#installed")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class BrowserTest {
  private static final String SCREENSHOTS = System.getProperty("understudy.screenshots", "");
  private static final String REPLY =
      """
      The fallback takes over **within two seconds**. Three things happen:

      1. the gate on the local server opens,
      2. connections to the primary are closed,
      3. new ones lead to the local copy.

      ```sql
      SELECT count(*) FROM journal;
      ```

      What is written meanwhile is handed back by itself.
      """;

  private static WebSite site;
  private static Chromium browser;

  @BeforeAll
  static void start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    site = WebSite.start(settings -> settings.withObject("/failover").put("return", "manual"));
    site.member("ada", "Ada Lovelace");
    site.member("grace", "Grace Hopper", "operator");
    site.model().says(REPLY);
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    site.close();
  }

  @BeforeEach
  void forget() {
    browser.complaints();
  }

  @AfterEach
  void closeWindows() {
    browser.closeWindows();
  }

  private static Page wide(ColorScheme colours) {
    return browser.window(site, 1280, 860, colours);
  }

  private static Page phone(ColorScheme colours) {
    return browser.window(site, 360, 740, colours);
  }

  private static Page signedIn(Page page, String login) {
    page.navigate("/signin");
    page.getByLabel("Login").fill(login);
    page.getByLabel("Password").fill(WebSite.PASSWORD);
    page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    ready(page);
    return page;
  }

  private static void go(Page page, String path) {
    page.navigate(path);
    ready(page);
  }

  private static void ready(Page page) {
    page.waitForSelector("body[data-ready=true]", new Page.WaitForSelectorOptions());
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static void say(Page page, String text) {
    page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill(text);
    page.keyboard().press("Enter");
  }

  private static Locator lastAnswer(Page page) {
    return page.locator(".message.assistant").last();
  }

  private static LocatorAssertions.ContainsTextOptions patiently() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(90_000);
  }

  private static void picture(Page page, String name) {
    if (!SCREENSHOTS.isEmpty()) {
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of(SCREENSHOTS).resolve(name + ".png")));
    }
  }

  /** Neither the content policy nor a script has anything to complain of. */
  private static void quiet() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static void mode(Mode wanted) {
    await().atMost(Duration.ofSeconds(90)).until(() -> site.understudy().status().mode() == wanted);
  }

  @Test
  @Order(1)
  void aWrongPasswordIsToldAndTheRightOneLeadsToTheChat() {
    Page page = wide(ColorScheme.LIGHT);
    page.navigate("/");
    assertThat(page).hasURL(site.address() + "/signin");
    picture(page, "signin");
    page.getByLabel("Login").fill("ada");
    page.getByLabel("Password").fill("wrong horse");
    page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("do not belong together");
    assertThat(browser.complaints()).allMatch(one -> one.contains("401"));
    page.getByLabel("Password").fill(WebSite.PASSWORD);
    page.keyboard().press("Enter");
    ready(page);
    assertThat(page.getByText("What would you like to know?")).isVisible();
    quiet();
  }

  @Test
  @Order(2)
  void aReplyIsRenderedAndScriptsInItAreNot() {
    Page page = signedIn(wide(ColorScheme.LIGHT), "ada");
    say(page, "What happens when the primary goes away?");
    assertThat(lastAnswer(page).locator("strong").nth(1)).hasText("within two seconds");
    assertThat(lastAnswer(page)).containsText("scripted");
    site.model()
        .says(
            "Hello <script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
                + " [click](javascript:window.hacked=1) <b onclick='window.hacked=1'>bold</b>"
                + " <style>body{display:none}</style><iframe src='/'></iframe> the end");
    say(page, "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>");
    assertThat(lastAnswer(page)).containsText("the end");
    // It is shown as it was written.
    assertThat(lastAnswer(page)).containsText("<script>window.hacked=1</script>");
    assertThat(page.locator(".message.member").last()).containsText("<script>");
    assertThat(page.locator("#messages script, #messages img, #messages iframe, #messages style"))
        .hasCount(0);
    assertThat(page.locator("#messages a[href^=javascript]")).hasCount(0);
    assertThat(page.evaluate("() => window.hacked ?? 'safe'")).isEqualTo("safe");
    site.model().says(REPLY);
    quiet();
  }

  @Test
  @Order(3)
  void anAnswerIsStopped() {
    Page page = signedIn(wide(ColorScheme.DARK), "ada");
    say(page, "wait, I may have heard enough");
    assertThat(lastAnswer(page)).containsText("One two three.");
    picture(page, "chat-dark");
    page.getByRole(AriaRole.BUTTON, named("Stop the answer")).click();
    assertThat(lastAnswer(page)).containsText("stopped by you");
    assertThat(page.getByRole(AriaRole.BUTTON, named("Send"))).isVisible();
    quiet();
  }

  @Test
  @Order(4)
  void aPageLoadedAgainFindsItsRunningReply() {
    Page page = signedIn(wide(ColorScheme.LIGHT), "ada");
    say(page, "wait while I load the page again");
    assertThat(lastAnswer(page)).containsText("One two three.");
    page.reload();
    ready(page);
    assertThat(lastAnswer(page)).containsText("One two three.");
    site.model().goOn();
    assertThat(lastAnswer(page)).containsText("One two three. Four five six.");
    assertThat(page.locator("#messages").getByText("One two three. Four five six.")).hasCount(1);
    quiet();
  }

  @Test
  @Order(5)
  void aFileIsUploadedFoundAndDeleted() {
    Page page = signedIn(wide(ColorScheme.LIGHT), "grace");
    go(page, "/knowledge");
    page.locator("#files")
        .setInputFiles(
            new FilePayload[] {
              file("handbook.md", "# The handbook\n\nThe spare key hangs behind the clock."),
              file(
                  "hostile.md",
                  "# <script>window.hacked=1</script>\n\n<img src=x onerror=alert(1)>"),
              file("picture.exe", "MZ"),
              file("large.txt", "x".repeat(WebSite.MAX_UPLOAD + 1))
            });
    assertThat(page.locator("#progress li")).hasCount(4);
    assertThat(page.locator("#progress")).containsText("Added, 1 passage");
    assertThat(page.locator("#progress")).containsText("cannot be read");
    assertThat(page.locator("#progress")).containsText("larger than");
    assertThat(page.locator("#documents")).containsText("The handbook");
    page.getByRole(AriaRole.SEARCHBOX).fill("where is the spare key");
    page.keyboard().press("Enter");
    assertThat(page.locator("#passages")).containsText("behind the clock");
    picture(page, "knowledge");
    WholePage.accessible(page);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Delete <script>")).click();
    page.getByRole(AriaRole.BUTTON, named("Delete it")).click();
    assertThat(page.locator("#documents")).not().containsText("<script>");
    assertThat(page.evaluate("() => window.hacked ?? 'safe'")).isEqualTo("safe");
    assertThat(browser.complaints()).allMatch(one -> one.contains("415"));
  }

  private static FilePayload file(String name, String text) {
    return new FilePayload(name, "application/octet-stream", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Tag("thorough")
  @Order(6)
  void axeFindsNothingOnAnyPageInEitherThemeAndWidth() {
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (Page page : List.of(wide(colours), phone(colours))) {
        page.navigate("/signin");
        WholePage.accessible(page);
        signedIn(page, "grace");
        WholePage.accessible(page);
        say(page, "Please answer with a list and code");
        assertThat(lastAnswer(page)).containsText("scripted");
        WholePage.accessible(page);
        go(page, "/knowledge");
        WholePage.accessible(page);
        go(page, "/status");
        WholePage.accessible(page);
        page.navigate("/no/such/page");
        WholePage.accessible(page);
        page.context().close();
      }
    }
    browser.complaints();
  }

  @Test
  @Order(7)
  void thePagesFitAPhone() {
    Page page = signedIn(phone(ColorScheme.LIGHT), "ada");
    say(page, "What happens when the primary goes away?");
    assertThat(lastAnswer(page)).containsText("scripted");
    picture(page, "chat-phone");
    WholePage.accessible(page);
    quiet();
  }

  @Test
  @Order(8)
  void theBannerFollowsAFailoverAndTheReturnByItselfAndAHeldRowIsResolved() {
    Page ada = signedIn(wide(ColorScheme.LIGHT), "ada");
    Page grace = signedIn(browser.window(site, 1280, 1250, ColorScheme.LIGHT), "grace");
    go(grace, "/status");
    assertThat(grace.locator("#mode")).hasText("Normal");
    assertThat(ada.locator("#banner")).isHidden();
    // A document that both sides will change.
    Browsing operator = new Browsing(site).signIn("grace");
    operator.upload("name=rules.md", "# The rules\n\nBe kind.".getBytes(StandardCharsets.UTF_8));
    site.mirrored();

    site.server().kill();
    assertThat(ada.locator("#banner")).containsText("local copy has taken over", patiently());
    assertThat(grace.locator("#mode")).hasText("Degraded");
    say(ada, "Are you still there?");
    assertThat(lastAnswer(ada)).containsText("scripted", patiently());
    picture(ada, "chat-degraded");
    operator.upload("name=rules.md", "# Our rules\n\nBe kind.".getBytes(StandardCharsets.UTF_8));
    assertThat(grace.locator("#journal")).containsText("row", patiently());
    WholePage.accessible(grace);
    picture(grace, "status-degraded");

    site.server().restart();
    Rows.run(site.primary(), "UPDATE knowledge_document SET title = 'Their rules'");
    await().until(() -> site.understudy().status().primary().healthy());
    site.understudy().returnToPrimary();
    mode(Mode.NORMAL);
    assertThat(ada.locator("#banner")).isHidden();
    assertThat(grace.locator("#mode")).hasText("Normal");
    Locator held = grace.locator(".held").first();
    assertThat(held).containsText("Our rules", patiently());
    assertThat(held).containsText("Their rules");
    WholePage.accessible(grace);
    picture(grace, "status-held");
    held.getByText("Take ours").click();
    assertThat(grace.locator("#held-note")).containsText("Nothing waits");
    assertThat(Rows.of(site.primary(), "SELECT title FROM knowledge_document"))
        .contains("Our rules");
  }
}
