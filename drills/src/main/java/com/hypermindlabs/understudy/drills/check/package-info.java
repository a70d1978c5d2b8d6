/** Whether histories and servers agree. Shares no code with what is checked. */
@NullMarked
package com.hypermindlabs.understudy.drills.check;

import org.jspecify.annotations.NullMarked;
