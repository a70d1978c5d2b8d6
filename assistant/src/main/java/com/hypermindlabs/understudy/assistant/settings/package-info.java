/** The assistant's own settings, read in the same pass as the library's. */
@NullMarked
package com.hypermindlabs.understudy.assistant.settings;

import org.jspecify.annotations.NullMarked;
