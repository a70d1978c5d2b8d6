/** What the command {@code drill} asks for and tells; the drills themselves are another module. */
@NullMarked
package com.hypermindlabs.understudy.assistant.drill;

import org.jspecify.annotations.NullMarked;
