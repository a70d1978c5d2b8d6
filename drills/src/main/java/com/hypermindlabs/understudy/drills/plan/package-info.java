/** What is done in a schedule, decided by its seed alone. Pure. */
@NullMarked
package com.hypermindlabs.understudy.drills.plan;

import org.jspecify.annotations.NullMarked;
