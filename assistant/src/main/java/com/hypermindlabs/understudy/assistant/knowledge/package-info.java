/** Files made into documents of the assistant's knowledge, given their meaning, and found. */
@NullMarked
package com.hypermindlabs.understudy.assistant.knowledge;

import org.jspecify.annotations.NullMarked;
