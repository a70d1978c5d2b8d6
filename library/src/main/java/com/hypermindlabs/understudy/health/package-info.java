/** A probe gives a reading: whether a server can serve, and if not, exactly why. */
@NullMarked
package com.hypermindlabs.understudy.health;

import org.jspecify.annotations.NullMarked;
