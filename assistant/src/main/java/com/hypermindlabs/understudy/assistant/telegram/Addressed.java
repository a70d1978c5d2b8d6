package com.hypermindlabs.understudy.assistant.telegram;

import com.pengrad.telegrambot.model.Chat;
import com.pengrad.telegrambot.model.Message;
import com.pengrad.telegrambot.model.MessageEntity;
import com.pengrad.telegrambot.model.User;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is said to the bot: all that is said to it alone; in a group what mentions it, answers
 * it or is a command of its own. Pure.
 */
final class Addressed {
  private static final Set<String> COMMANDS = Set.of("start", "help", "status", "search");

  private final TelegramApi.Me me;

  Addressed(TelegramApi.Me me) {
    this.me = me;
  }

  /** What is to be answered; empty when it is not for the bot. */
  Optional<Inbound> of(@Nullable Message message) {
    @Nullable User from = message == null ? null : message.from();
    if (message == null || from == null || Boolean.TRUE.equals(from.isBot())) {
      return Optional.empty();
    }
    boolean alone = message.chat().type() == Chat.Type.Private;
    Said said = said(message);
    Command command = command(said);
    if (command != null && !command.addressee.isEmpty() && !isMe(command.addressee)) {
      return Optional.empty();
    }
    boolean ours = command != null && (alone || known(command));
    if (!alone && !ours && !mentioned(said) && !answersMe(message)) {
      return Optional.empty();
    }
    if (alone && said.text.isEmpty() && service(message)) {
      return Optional.empty();
    }
    return Optional.of(inbound(message, from, said, ours ? command : null));
  }

  private record Said(String text, List<MessageEntity> entities) {}

  private record Command(String name, String addressee, String rest) {}

  private static Said said(Message message) {
    boolean caption = message.text() == null;
    @Nullable String text = caption ? message.caption() : message.text();
    MessageEntity @Nullable [] entities = caption ? message.captionEntities() : message.entities();
    return new Said(text == null ? "" : text, entities == null ? List.of() : List.of(entities));
  }

  private static @Nullable Command command(Said said) {
    for (MessageEntity entity : said.entities) {
      if (entity.type() == MessageEntity.Type.bot_command && entity.offset() == 0) {
        String word = said.text.substring(1, within(said, entity));
        int at = word.indexOf('@');
        return new Command(
            (at < 0 ? word : word.substring(0, at)).toLowerCase(Locale.ROOT),
            at < 0 ? "" : word.substring(at + 1),
            said.text.substring(within(said, entity)).strip());
      }
    }
    return null;
  }

  /** In a group a bare command may be meant for another bot. */
  private boolean known(Command command) {
    return !command.addressee.isEmpty() || COMMANDS.contains(command.name);
  }

  private boolean isMe(String username) {
    return username.equalsIgnoreCase(me.username());
  }

  private boolean mentioned(Said said) {
    return said.entities.stream().anyMatch(entity -> mentionsMe(said, entity));
  }

  private boolean mentionsMe(Said said, MessageEntity entity) {
    if (entity.type() == MessageEntity.Type.text_mention) {
      @Nullable User user = entity.user();
      return user != null && user.id() == me.id();
    }
    return entity.type() == MessageEntity.Type.mention
        && isMe(said.text.substring(entity.offset() + 1, within(said, entity)));
  }

  private boolean answersMe(Message message) {
    @Nullable Message answered = message.replyToMessage();
    @Nullable User author = answered == null ? null : answered.from();
    return author != null && author.id() == me.id();
  }

  private static int within(Said said, MessageEntity entity) {
    return Math.min(said.text.length(), entity.offset() + entity.length());
  }

  /** Pictures and voices get an answer; that somebody joined or pinned something does not. */
  private static boolean service(Message message) {
    return message.photo() == null
        && message.voice() == null
        && message.audio() == null
        && message.document() == null
        && message.video() == null
        && message.sticker() == null
        && message.location() == null
        && message.contact() == null;
  }

  private Inbound inbound(Message message, User from, Said said, @Nullable Command command) {
    boolean alone = message.chat().type() == Chat.Type.Private;
    @Nullable String title = message.chat().title();
    return new Inbound(
        message.chat().id(),
        alone ? null : title == null || title.isBlank() ? "group" : title,
        message.messageId(),
        Boolean.TRUE.equals(message.isTopicMessage()) ? message.messageThreadId() : null,
        from.id(),
        name(from),
        command == null ? null : command.name,
        command == null ? withoutMyName(said) : command.rest);
  }

  private String withoutMyName(Said said) {
    StringBuilder text = new StringBuilder(said.text);
    for (int at = said.entities.size() - 1; at >= 0; at--) {
      MessageEntity entity = said.entities.get(at);
      if (entity.type() == MessageEntity.Type.mention && mentionsMe(said, entity)) {
        text.delete(entity.offset(), within(said, entity));
      }
    }
    return text.toString().strip();
  }

  private static String name(User user) {
    @Nullable String first = user.firstName();
    @Nullable String last = user.lastName();
    String whole = ((first == null ? "" : first) + " " + (last == null ? "" : last)).strip();
    String known = whole.isEmpty() ? "Telegram user " + user.id() : whole;
    return known.codePointCount(0, known.length()) <= 200
        ? known
        : known.substring(0, known.offsetByCodePoints(0, 200));
  }
}
