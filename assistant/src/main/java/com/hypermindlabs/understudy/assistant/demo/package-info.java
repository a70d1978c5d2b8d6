/**
 * A play on two throw-away servers: live traffic, the primary killed, the fallback in its place,
 * and every acknowledged write looked up afterwards.
 */
@NullMarked
package com.hypermindlabs.understudy.assistant.demo;

import org.jspecify.annotations.NullMarked;
