package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.Author;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered when no model does: that, and what was found instead. Pure. */
final class WithoutModel {
  private static final int LONGEST_QUOTE = 600;

  private WithoutModel() {}

  static String answer(
      @Nullable String problem, List<FoundPassage> passages, List<Message> recalled) {
    StringBuilder text = new StringBuilder("No language model can be reached right now");
    text.append(problem == null ? "." : " (" + problem + ").");
    if (passages.isEmpty() && recalled.isEmpty()) {
      return text.append(" I found nothing that fits your question either.").toString();
    }
    text.append(" This is what I found instead.\n");
    int number = 0;
    for (FoundPassage passage : passages) {
      text.append("\n[").append(++number).append("] **").append(passage.title()).append("**");
      text.append(passage.placed()).append(":\n").append(quote(passage.body()));
    }
    if (!recalled.isEmpty()) {
      text.append("\nSaid before in this conversation:\n");
      for (Message message : recalled) {
        text.append(message.author() == Author.MEMBER ? "\nYou" : "\nI");
        text.append(", on ").append(message.createdAt().toString(), 0, 10).append(":\n");
        text.append(quote(message.body()));
      }
    }
    return text.toString();
  }

  private static String quote(String body) {
    String text = body;
    if (body.length() > LONGEST_QUOTE) {
      int end = body.lastIndexOf(' ', LONGEST_QUOTE);
      text = body.substring(0, end > 0 ? end : LONGEST_QUOTE) + " [...]";
    }
    return "> " + text.replace("\n", "\n> ") + "\n";
  }
}
