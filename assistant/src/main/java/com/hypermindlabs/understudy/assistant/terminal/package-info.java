/** The conversation in the terminal, for people and through pipes. */
@NullMarked
package com.hypermindlabs.understudy.assistant.terminal;

import org.jspecify.annotations.NullMarked;
