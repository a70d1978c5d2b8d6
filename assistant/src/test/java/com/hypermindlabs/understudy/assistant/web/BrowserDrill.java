package com.hypermindlabs.understudy.assistant.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.route.Mode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What takes longest in a browser, with all that {@link BrowserTest} does before it; run by hand
 * ({@code -Dtest=BrowserDrill}): every page under axe in both themes and widths, and the failover.
 */
class BrowserDrill extends BrowserTest {
  @Test
  @Order(6)
  void axeFindsNothingOnAnyPageInEitherThemeAndWidth() {
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (Page page : List.of(wide(colours), phone(colours))) {
        page.navigate("/signin");
        accessible(page);
        signedIn(page, "grace");
        accessible(page);
        say(page, "Please answer with a list and code");
        assertThat(lastAnswer(page)).containsText("scripted");
        accessible(page);
        go(page, "/knowledge");
        accessible(page);
        go(page, "/status");
        accessible(page);
        page.navigate("/no/such/page");
        accessible(page);
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
    accessible(page);
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
    accessible(grace);
    picture(grace, "status-degraded");

    site.server().restart();
    Rows.run(site.primary(), "UPDATE knowledge_document SET title = 'Their rules'");
    site.understudy().returnToPrimary();
    mode(Mode.NORMAL);
    assertThat(ada.locator("#banner")).isHidden();
    assertThat(grace.locator("#mode")).hasText("Normal");
    Locator held = grace.locator(".held").first();
    assertThat(held).containsText("Our rules", patiently());
    assertThat(held).containsText("Their rules");
    accessible(grace);
    picture(grace, "status-held");
    held.getByText("Take ours").click();
    assertThat(grace.locator("#held-note")).containsText("Nothing waits");
    assertThat(Rows.of(site.primary(), "SELECT title FROM knowledge_document"))
        .contains("Our rules");
  }
}
