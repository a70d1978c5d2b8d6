package com.hypermindlabs.understudy.assistant.x;

import com.hypermindlabs.understudy.assistant.bot.Ledger;
import com.hypermindlabs.understudy.assistant.settings.XPosting;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.assistant.store.BotPost;
import com.hypermindlabs.understudy.assistant.store.BotPosted;
import com.hypermindlabs.understudy.assistant.store.Keys;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A post that somebody orders. It counts against the same caps as the answers to mentions. */
public final class CommandedPost {
  private static final String DRY_RUN = "dry run";
  private static final InstantSource CLOCK = InstantSource.system();

  private final XSettings settings;
  private final DataSource source;

  /** Posts to that account; what is posted is kept in the database that the source leads to. */
  public CommandedPost(XSettings settings, DataSource source) {
    this.settings = settings;
    this.source = source;
  }

  /**
   * What became of it.
   *
   * @param text what was, or would have been, posted
   * @param id what X calls the post; null when it was not made
   * @param problem why not; null when it was
   */
  public record Outcome(String text, @Nullable String id, @Nullable String problem) {
    /** Whether nothing was to be posted. */
    public boolean dryRun() {
      return DRY_RUN.equals(problem);
    }
  }

  /** Whether X takes a text of that length. */
  public static boolean fits(String text) {
    return PostText.fits(text);
  }

  /**
   * Posts now or not at all.
   *
   * @param dryRun post nothing, whatever the settings say
   * @throws IOException when the caps or X do not allow it now
   */
  public Outcome post(String text, boolean dryRun) throws IOException, InterruptedException {
    XPosting given = settings.posting();
    XPosting wanted =
        new XPosting(
            given.dryRun() || dryRun, given.perHour(), given.perDay(), given.pollInterval());
    if (wanted.dryRun()) {
      return new Outcome(text, null, DRY_RUN);
    }
    XApi api = new XApi(settings, CLOCK);
    Ledger ledger = X.ledger(account(api), source, CLOCK);
    String key = "command:" + new Keys().next();
    Posting posting = new Posting(api, ledger, wanted, CLOCK, trouble -> {});
    Instant allowed = posting.allowed(key);
    if (allowed.isAfter(CLOCK.instant())) {
      throw new IOException("the caps of twitter.* allow the next post at " + allowed);
    }
    BotPost post = ledger.intend(List.of(new BotPost(key, 0, true, text, CLOCK.instant()))).get(0);
    return made(api, ledger, post);
  }

  /** A person waits: no second try. */
  private static Outcome made(XApi api, Ledger ledger, BotPost post) throws InterruptedException {
    BotPosted posted;
    try {
      posted = post.sent(api.post(post.body(), null), CLOCK.instant());
    } catch (XException e) {
      String problem = String.valueOf(e.getMessage());
      if (e.kind() == XException.Kind.UNCERTAIN) {
        // Nothing is noted: what may have been posted counts against the caps.
        return new Outcome(post.body(), null, problem + "; it may have been posted");
      }
      posted = post.dropped(problem, CLOCK.instant());
    }
    ledger.posted(posted);
    return new Outcome(post.body(), posted.externalId(), posted.problem());
  }

  private long account(XApi api) throws IOException, InterruptedException {
    try {
      return AccountNumber.of(settings, api);
    } catch (XException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
