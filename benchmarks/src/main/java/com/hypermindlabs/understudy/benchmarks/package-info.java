/** Figures beside a peer, measured in one run. Each class with a main method is one benchmark. */
@NullMarked
package com.hypermindlabs.understudy.benchmarks;

import org.jspecify.annotations.NullMarked;
