/** Edits of the settings files that change the edited values and no other byte. */
@NullMarked
package com.hypermindlabs.understudy.assistant.edit;

import org.jspecify.annotations.NullMarked;
