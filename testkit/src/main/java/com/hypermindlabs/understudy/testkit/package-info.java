/**
 * Real PostgreSQL servers, a TCP fault proxy, a settable clock and process killing, for tests: ours
 * and those of the applications that embed the library.
 */
@NullMarked
package com.hypermindlabs.understudy.testkit;

import org.jspecify.annotations.NullMarked;
