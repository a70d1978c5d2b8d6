/** The small model of meanings inside the process, for sites that have no other. */
@NullMarked
package com.hypermindlabs.understudy.assistant.embedding;

import org.jspecify.annotations.NullMarked;
