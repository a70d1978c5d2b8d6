/**
 * Setup in full screen: draws the pages of the model, takes keys, and decides nothing about
 * settings. Lanterna is behind {@link com.hypermindlabs.understudy.assistant.screen.Surface} and
 * seen nowhere else.
 */
@NullMarked
package com.hypermindlabs.understudy.assistant.screen;

import org.jspecify.annotations.NullMarked;
