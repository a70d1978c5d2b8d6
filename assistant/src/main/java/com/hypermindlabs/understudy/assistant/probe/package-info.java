/**
 * Looks at what a site stands on, while somebody waits: one server, endpoint or folder each, in one
 * vocabulary, for doctor and setup alike.
 */
@NullMarked
package com.hypermindlabs.understudy.assistant.probe;

import org.jspecify.annotations.NullMarked;
