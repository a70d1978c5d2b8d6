package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Community;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers, whatever happens to the servers meanwhile. A question that was kept on the primary
 * a moment before it failed may not have reached the fallback: it is then kept there too, under its
 * own key, with the member and the community that it belongs to; after the return the rows of both
 * sides are the same.
 */
final class Keeper {
  private static final String MISSING_REFERENCE = "23503";

  private final Stores stores;
  private final Patience patience;

  Keeper(Stores stores, Patience patience) {
    this.stores = stores;
    this.patience = patience;
  }

  /**
   * Keeps an answer, unless the question has one.
   *
   * @param atTrouble run when the database does not take it at once
   * @return the answer that is kept
   */
  Message keep(Asked asked, NewMessage answer, Runnable atTrouble) {
    return patience.with(() -> keepOnce(asked, answer), atTrouble);
  }

  private Message keepOnce(Asked asked, NewMessage answer) {
    try {
      return stores.history().append(answer).message();
    } catch (StoreException e) {
      if (!e.sqlState().equals(MISSING_REFERENCE)) {
        throw e;
      }
      var unused = restore(asked);
      return stores.history().append(answer).message();
    }
  }

  private ChatHistory.Kept restore(Asked asked) {
    Member member = asked.member();
    var unused =
        stores
            .members()
            .add(member.id(), member.identities(), member.displayName(), member.roles());
    @Nullable Community community = asked.community();
    if (community != null) {
      stores.communities().restore(community);
    }
    return stores.history().append(asked.question().id(), asked.question().said());
  }
}
