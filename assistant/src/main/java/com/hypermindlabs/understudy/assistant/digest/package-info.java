/** Digests of bytes. */
@NullMarked
package com.hypermindlabs.understudy.assistant.digest;

import org.jspecify.annotations.NullMarked;
