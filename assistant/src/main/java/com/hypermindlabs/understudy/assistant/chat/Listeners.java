package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who follow one reply. One who comes late hears first what there was. Calls come one after the
 * other. Thread-safe.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<ReplyListener> all = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final List<String> notices = new ArrayList<>();
  private @Nullable List<FoundPassage> sources;

  synchronized void add(ReplyListener listener) {
    @Nullable List<FoundPassage> known = sources;
    if (known != null) {
      tell(listener, to -> to.sources(known));
    }
    notices.forEach(notice -> tell(listener, to -> to.notice(notice)));
    String before = text.toString();
    if (!before.isEmpty()) {
      tell(listener, to -> to.text(before));
    }
    all.add(listener);
  }

  synchronized void sources(List<FoundPassage> passages) {
    sources = passages;
    all.forEach(listener -> tell(listener, to -> to.sources(passages)));
  }

  synchronized void notice(String notice) {
    notices.add(notice);
    all.forEach(listener -> tell(listener, to -> to.notice(notice)));
  }

  synchronized void text(String more) {
    text.append(more);
    all.forEach(listener -> tell(listener, to -> to.text(more)));
  }

  /** All of the reply so far. */
  synchronized String text() {
    return text.toString();
  }

  private static void tell(ReplyListener listener, Consumer<ReplyListener> news) {
    try {
      news.accept(listener);
    } catch (RuntimeException e) {
      LOG.warn("a listener of a reply failed", e);
    }
  }
}
