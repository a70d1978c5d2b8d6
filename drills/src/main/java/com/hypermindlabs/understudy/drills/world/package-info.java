/** Servers, links, sites and their processes, and the faults that they meet. */
@NullMarked
package com.hypermindlabs.understudy.drills.world;

import org.jspecify.annotations.NullMarked;
