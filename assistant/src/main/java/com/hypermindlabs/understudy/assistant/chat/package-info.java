/** One conversation, whatever interface it comes through: kept, answered by a model, kept again. */
@NullMarked
package com.hypermindlabs.understudy.assistant.chat;

import org.jspecify.annotations.NullMarked;
