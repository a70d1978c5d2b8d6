package com.hypermindlabs.understudy.assistant.telegram;

import com.pengrad.telegrambot.model.MessageEntity;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a text that looks another way. Immutable.
 *
 * @param from the first UTF-16 unit
 * @param to the unit after the last
 * @param look how it looks
 * @param detail the address of a link, the language of a block of code
 */
record Span(int from, int to, Look look, @Nullable String detail) {
  /** What Telegram can show. */
  enum Look {
    BOLD(MessageEntity.Type.bold),
    ITALIC(MessageEntity.Type.italic),
    CODE(MessageEntity.Type.code),
    BLOCK_OF_CODE(MessageEntity.Type.pre),
    LINK(MessageEntity.Type.text_link),
    QUOTE(MessageEntity.Type.blockquote);

    private final MessageEntity.Type type;

    Look(MessageEntity.Type type) {
      this.type = type;
    }
  }

  MessageEntity entity() {
    MessageEntity entity = new MessageEntity(look.type, from, to - from);
    if (look == Look.LINK) {
      entity.url(detail);
    } else if (look == Look.BLOCK_OF_CODE && detail != null) {
      entity.language(detail);
    }
    return entity;
  }

  Span shifted(int by) {
    return new Span(from + by, to + by, look, detail);
  }
}
