package com.hypermindlabs.understudy.assistant.smoke;

import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Conversation;
import com.hypermindlabs.understudy.assistant.store.Embedding;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import com.hypermindlabs.understudy.assistant.store.KnowledgeQuery;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewDocument;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one smoke run, on rows that carry a mark nobody else has. Each answers what is
 * wrong, or null; what it throws is wrong too. Thread-safe.
 */
final class Trial implements AutoCloseable {
  // The dimension that an index of pgvector is made for, where there is one.
  private static final int DIMENSION = 384;
  private static final String MODEL = "smoke";
  private static final String BODY = "the understudy knows the lines";

  private final DataSource source;
  private final Members members;
  private final ChatHistory history;
  private final Knowledge knowledge;
  private final UUID memberId = new Keys().next();
  private final String mark = "smoke-" + memberId;
  private boolean ended;

  Trial(DataSource source) {
    this.source = source;
    this.members = new Members(source);
    this.history = new ChatHistory(source);
    this.knowledge = new Knowledge(source);
  }

  /** Ends it, from whichever thread, and removes what it has written. */
  @Override
  public synchronized void close() {
    ended = true;
    String unused = cleanUp();
  }

  synchronized @Nullable String run(Check.Name name) throws SQLException {
    if (ended) {
      return "the program is being ended";
    }
    return switch (name) {
      case TABLE_CREATION -> Tables.problem(source);
      case MEMBER_LOOKUP -> lookUpMember();
      case CHAT_INSERT -> insertMessage();
      case CHAT_READ_BACK -> readMessage();
      case KNOWLEDGE_WRITE -> writeKnowledge();
      case KNOWLEDGE_SEARCH -> searchKnowledge();
      case CLEAN_UP -> cleanUp();
    };
  }

  private @Nullable String lookUpMember() {
    Identity login = new Identity.Login(mark);
    Optional<Member> added = members.add(memberId, List.of(login), mark, Set.of(mark));
    Optional<Member> found = members.find(login);
    return found.isPresent() && found.equals(added) && found.get().roles().contains(mark)
        ? null
        : "the member that was added is not the one that is found";
  }

  private @Nullable String insertMessage() {
    return history.append(message()).added() ? null : "the message was there before";
  }

  private @Nullable String readMessage() {
    List<Message> recent = history.recent(new Conversation.WithMember(memberId), null, 2);
    return recent.size() == 1 && recent.get(0).body().equals(BODY)
        ? null
        : "of one message " + recent.size() + " are read back, or another text";
  }

  private @Nullable String writeKnowledge() {
    knowledge.restrictDomain(mark, Set.of(mark));
    UUID id =
        knowledge.put(
            new NewDocument(
                mark,
                mark,
                mark,
                "0".repeat(64),
                List.of(
                    new NewDocument.Passage(null, BODY, embedding(1)),
                    new NewDocument.Passage(null, "something else", embedding(-1)))));
    return knowledge.find(mark).filter(document -> document.id().equals(id)).isPresent()
        ? null
        : "the document that was put is not found";
  }

  private @Nullable String searchKnowledge() {
    if (!first(new KnowledgeQuery("lines understudy", null, Set.of(mark), Set.of(mark), 1))) {
      return "the passage is not found by its words";
    }
    if (!first(new KnowledgeQuery("", embedding(1), Set.of(mark), Set.of(mark), 1))) {
      return "the passage is not found by its meaning";
    }
    KnowledgeQuery stranger = new KnowledgeQuery("lines", null, Set.of(), Set.of(mark), 1);
    return knowledge.search(stranger).isEmpty()
        ? null
        : "the passage is found by one who may not read it";
  }

  private boolean first(KnowledgeQuery query) {
    List<FoundPassage> found = knowledge.search(query);
    return !found.isEmpty() && found.get(0).body().equals(BODY);
  }

  /** Every part is tried, also when another fails or there is nothing to clean. */
  private @Nullable String cleanUp() {
    RuntimeException first = null;
    for (Runnable part :
        List.<Runnable>of(this::deleteDocument, this::deleteDomain, this::deleteMember)) {
      try {
        part.run();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    return first == null ? null : first.getMessage() + "; rows named " + mark + " may be left";
  }

  private void deleteDocument() {
    boolean unused = knowledge.delete(mark);
  }

  private void deleteDomain() {
    boolean unused = knowledge.deleteDomain(mark);
  }

  private void deleteMember() {
    boolean unused = members.delete(memberId); // and what was said
  }

  private NewMessage message() {
    return NewMessage.from(memberId, Channel.TERMINAL, mark, BODY);
  }

  private static Embedding embedding(float direction) {
    float[] numbers = new float[DIMENSION];
    numbers[0] = direction;
    return new Embedding(MODEL, numbers);
  }
}
