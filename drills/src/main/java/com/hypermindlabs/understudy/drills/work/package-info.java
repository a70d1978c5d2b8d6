/** The application that is drilled: its tables, what it writes, and what it remembers of that. */
@NullMarked
package com.hypermindlabs.understudy.drills.work;

import org.jspecify.annotations.NullMarked;
