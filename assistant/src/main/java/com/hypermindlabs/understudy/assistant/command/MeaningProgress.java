package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.knowledge.Meanings;
import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings.Count;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gives passages their meanings while a person looks on. */
final class MeaningProgress {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final Invocation invocation;
  private long told = System.nanoTime();
  private long done;

  MeaningProgress(Invocation invocation) {
    this.invocation = invocation;
  }

  /**
   * Goes through all passages that want one.
   *
   * @return how far it has come then
   */
  Count run(DataSource source, Embedder embedder) throws ModelException {
    Meanings meanings = new Meanings(new PassageEmbeddings(source), embedder);
    Count before = meanings.count();
    done = before.done();
    int passedOver = meanings.run(() -> true, count -> tell(count, before.all()));
    if (passedOver > 0) {
      invocation.warn(passedOver + " passages have no meaning, and are found by words alone");
    }
    return meanings.count();
  }

  /** What gets no meaning now is found by its words, and gets one later. */
  void runIfThereIsAModel(DataSource source) {
    @Nullable Embedder embedder = Models.embedder(invocation.settings().assistant()).orElse(null);
    if (embedder == null) {
      return;
    }
    try {
      var unused = run(source, embedder);
    } catch (ModelException e) {
      invocation.warn(
          "the passages are found by words alone for now: " + embedder.model() + ": " + e.reason());
    }
  }

  private void tell(int count, long all) {
    done += count;
    if (System.nanoTime() - told > EVERY_NANOS) {
      told = System.nanoTime();
      invocation.say(done + " of " + all + " passages have their meaning");
    }
  }
}
