/** Randomised fault drills: the runner behind the command {@code drill}. */
@NullMarked
package com.hypermindlabs.understudy.drills;

import org.jspecify.annotations.NullMarked;
