/** The commands, one a file, and what turns their failures into exit codes. */
@NullMarked
package com.hypermindlabs.understudy.assistant.command;

import org.jspecify.annotations.NullMarked;
