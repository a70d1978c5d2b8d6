/** Language models: asked for an answer, which comes as a stream. */
@NullMarked
package com.hypermindlabs.understudy.assistant.model;

import org.jspecify.annotations.NullMarked;
