package com.hypermindlabs.understudy.assistant.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What has to be true of every page as it stands in the browser. */
final class WholePage {
  private WholePage() {}

  /** It violates no rule of axe, and fits the width of the window. */
  static void accessible(Page page) {
    page.evaluate(axe());
    Object violations =
        page.evaluate(
            """
            async () => {
              const found = await axe.run(document, {resultTypes: ['violations']});
              return found.violations.map(
                one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)
                  + ' ' + (node.any[0]?.message ?? '')).join(' | '));
            }
            """);
    assertThat((List<?>) violations).as(page.url()).isEmpty();
    // On a busy machine the browser may have laid out half of an answer when it is asked first.
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(overflowing(page)).as("wide: " + page.url()).isEmpty());
  }

  /** What is wider than the window, where the page scrolls sideways. */
  private static List<?> overflowing(Page page) {
    return (List<?>)
        page.evaluate(
            """
            () => {
              const root = document.documentElement;
              return root.scrollWidth <= root.clientWidth ? [] : [root,
                ...document.querySelectorAll('body *')]
                .filter(one => one === root
                  || one.getBoundingClientRect().right > root.clientWidth)
                .map(one => Math.round(one.getBoundingClientRect().right) + ' of '
                  + root.clientWidth + ': ' + one.outerHTML.slice(0, 160));
            }
            """);
  }

  private static String axe() {
    try (InputStream in = WholePage.class.getResourceAsStream("/axe/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
