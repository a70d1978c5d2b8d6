package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.model.Embedder;
import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings.Count;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives passages their meanings, one batch after the other: those that have none, and after a
 * change of model those of the model before. What is done stays done, so that it goes on after a
 * restart where it was. Several at once do each other no harm. Thread-safe.
 */
public final class Meanings {
  private static final Logger LOG = LoggerFactory.getLogger(Meanings.class);
  private static final int BATCH = 16;

  private final PassageEmbeddings passages;
  private final Embedder embedder;

  /** With that model. */
  public Meanings(PassageEmbeddings passages, Embedder embedder) {
    this.passages = passages;
    this.embedder = embedder;
  }

  /** How far it has come. */
  public Count count() {
    return passages.count(embedder.model());
  }

  /**
   * Goes through all passages that want a meaning. One that the model cannot make anything of is
   * passed over, and found by its words alone.
   *
   * @param goOn asked before each batch
   * @param done told how many passages a batch had
   * @return how many were passed over
   * @throws ModelException when the model does not answer at all
   * @throws com.hypermindlabs.understudy.assistant.store.StoreException when the database does not
   *     serve
   */
  public int run(BooleanSupplier goOn, Consumer<Integer> done) throws ModelException {
    @Nullable UUID last = null;
    int passedOver = 0;
    while (goOn.getAsBoolean()) {
      List<Wanted> batch = passages.next(embedder.model(), last, BATCH);
      if (batch.isEmpty()) {
        break;
      }
      passedOver += embed(batch);
      last = batch.get(batch.size() - 1).id();
      done.accept(batch.size());
    }
    return passedOver;
  }

  private int embed(List<Wanted> batch) throws ModelException {
    try {
      passages.put(batch, embedder.embed(batch.stream().map(Wanted::body).toList()));
      return 0;
    } catch (ModelException e) {
      return oneByOne(batch, e);
    } catch (IllegalArgumentException e) {
      return oneByOne(batch, new ModelException(String.valueOf(e.getMessage()), e));
    }
  }

  /** What fails for all is the model's fault, what fails for some is theirs. */
  private int oneByOne(List<Wanted> batch, ModelException why) throws ModelException {
    List<Wanted> good = new ArrayList<>();
    List<Embedding> meanings = new ArrayList<>();
    for (Wanted each : batch) {
      try {
        meanings.addAll(embedder.embed(List.of(each.body())));
        good.add(each);
      } catch (ModelException | IllegalArgumentException e) {
        LOG.debug("no meaning of the passage {}", each.id(), e);
      }
    }
    if (good.isEmpty()) {
      throw why;
    }
    passages.put(good, meanings);
    return batch.size() - good.size();
  }
}
