/**
 * Makes the fallback: chooses where its server comes from, builds, starts, checks and repairs it.
 * Whatever kills it on the way, the next run ends with a whole instance.
 */
@NullMarked
package com.hypermindlabs.understudy.provision;

import org.jspecify.annotations.NullMarked;
