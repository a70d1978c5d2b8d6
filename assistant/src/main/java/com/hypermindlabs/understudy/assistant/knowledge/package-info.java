/** Text and Markdown files made into documents of the assistant's knowledge. */
@NullMarked
package com.hypermindlabs.understudy.assistant.knowledge;

import org.jspecify.annotations.NullMarked;
