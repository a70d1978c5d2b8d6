/** A site's figures as Micrometer meters, for applications that have Micrometer. */
@NullMarked
package com.hypermindlabs.understudy.metrics;

import org.jspecify.annotations.NullMarked;
