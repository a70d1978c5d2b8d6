/** The Telegram bot: messages are fetched, answered and sent by Telegram's rules. */
@NullMarked
package com.hypermindlabs.understudy.assistant.telegram;

import org.jspecify.annotations.NullMarked;
