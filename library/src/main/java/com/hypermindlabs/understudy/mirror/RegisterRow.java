package com.hypermindlabs.understudy.mirror;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the primary's register says of a site.
 *
 * @param nonce of the last cycle that was begun; null before the first
 * @param previous the nonce that the fallback had then
 * @param dropped why the log no longer waits for the site; null while it does
 */
record RegisterRow(@Nullable UUID nonce, @Nullable UUID previous, @Nullable String dropped) {}
