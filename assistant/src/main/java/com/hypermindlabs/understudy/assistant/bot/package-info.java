/** What the interfaces share that are accounts at a service: fetched, answered and sent once. */
@NullMarked
package com.hypermindlabs.understudy.assistant.bot;

import org.jspecify.annotations.NullMarked;
