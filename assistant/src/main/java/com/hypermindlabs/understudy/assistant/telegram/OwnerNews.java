package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.StatusWords;
import com.hypermindlabs.understudy.assistant.telegram.NoticeBook.Told;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.ReturnText;
import com.hypermindlabs.understudy.status.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the owner is told, each thing once: that the mode changed, and the account of a
 * return. That a return has begun is no news of its own; its account tells it. Pure.
 */
final class OwnerNews {
  private OwnerNews() {}

  /**
   * A message, and what will have been told once it is sent.
   *
   * @param text the message, as Markdown; null where there is only something to note
   */
  record News(@Nullable String text, Told told) {}

  /** What is to be told of a change of mode. */
  static Optional<News> ofMode(@Nullable Told told, Mode mode, long epoch, String reason) {
    if (mode == Mode.RETURNING) {
      return Optional.empty();
    }
    if (told == null) {
      // The very first start: that all is well is no news, an outage is.
      Told first = new Told(epoch, mode.json(), -1);
      return Optional.of(new News(well(mode) ? null : text(mode, reason), first));
    }
    // An epoch before the last one told is old news that comes late.
    if (epoch < told.epoch() || (epoch == told.epoch() && mode.json().equals(told.mode()))) {
      return Optional.empty();
    }
    if (mode.json().equals(told.mode()) && well(mode)) {
      return Optional.of(new News(null, new Told(epoch, mode.json(), told.returned())));
    }
    return Optional.of(new News(text(mode, reason), new Told(epoch, mode.json(), told.returned())));
  }

  /** What is to be told of the last return; nothing until its account is complete. */
  static Optional<News> ofReturn(Told told, @Nullable ReturnReport report) {
    if (report == null || report.epoch() <= told.returned() || report.checksumsEqual() == null) {
      return Optional.empty();
    }
    String text = "**The account of the return**\n\n" + ReturnText.summary(report);
    return Optional.of(new News(text, new Told(told.epoch(), told.mode(), report.epoch())));
  }

  /** All that is to be told of how the site stands, beginning with what was told. */
  static List<News> of(@Nullable Told told, StatusReport report) {
    List<News> news = new ArrayList<>();
    ofMode(told, report.mode(), report.route().epoch(), report.route().reason())
        .ifPresent(news::add);
    Told now = news.isEmpty() ? told : news.get(0).told();
    if (now == null) {
      return news;
    }
    if (told == null) {
      // Returns before the first start are history.
      ReturnReport past = report.lastReturn();
      News first = news.get(0);
      long returned = past == null ? -1 : past.epoch();
      Told noted = new Told(now.epoch(), now.mode(), returned);
      return List.of(new News(first.text(), noted));
    }
    ofReturn(now, report.lastReturn()).ifPresent(news::add);
    return news;
  }

  private static boolean well(Mode mode) {
    return mode == Mode.NORMAL || mode == Mode.LOCAL;
  }

  private static String text(Mode mode, String reason) {
    return "**Mode: " + mode.json() + "**\n\n" + StatusWords.of(mode) + "\n\nWhy: " + reason;
  }
}
