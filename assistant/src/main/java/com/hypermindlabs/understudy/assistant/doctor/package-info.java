/** The checks of the command doctor: each looks at one thing and remarks on it. */
@NullMarked
package com.hypermindlabs.understudy.assistant.doctor;

import org.jspecify.annotations.NullMarked;
