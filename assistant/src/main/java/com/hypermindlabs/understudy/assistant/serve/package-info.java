/** The life of the interfaces that people reach the assistant through. */
@NullMarked
package com.hypermindlabs.understudy.assistant.serve;

import org.jspecify.annotations.NullMarked;
