/** Setup by questions and answers line by line: for screen readers, simple terminals and pipes. */
@NullMarked
package com.hypermindlabs.understudy.assistant.lines;

import org.jspecify.annotations.NullMarked;
