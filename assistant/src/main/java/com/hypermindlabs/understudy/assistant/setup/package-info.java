/**
 * Setup as a model without a terminal: pages of questions, answers, checks, the plan of changes and
 * what is done with it. Every front end asks the same through it.
 */
@NullMarked
package com.hypermindlabs.understudy.assistant.setup;

import org.jspecify.annotations.NullMarked;
