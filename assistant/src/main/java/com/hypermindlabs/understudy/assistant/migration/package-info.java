/** The schema of the assistant's tables, brought up to date on one server at a time. */
@NullMarked
package com.hypermindlabs.understudy.assistant.migration;

import org.jspecify.annotations.NullMarked;
