/** The account on X: mentions are answered, posts are made on command, slowly and within caps. */
@NullMarked
package com.hypermindlabs.understudy.assistant.x;

import org.jspecify.annotations.NullMarked;
