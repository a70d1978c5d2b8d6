/** The ledger of held changes, as the program and the web page reach and show it. */
@NullMarked
package com.hypermindlabs.understudy.assistant.held;

import org.jspecify.annotations.NullMarked;
