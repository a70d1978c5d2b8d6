/** The core operations tried once on the current route, leaving nothing behind. */
@NullMarked
package com.hypermindlabs.understudy.assistant.smoke;

import org.jspecify.annotations.NullMarked;
