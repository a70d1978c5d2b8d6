/** The mirror: carries the primary's changes to the fallback while the mode is normal. */
@NullMarked
package com.hypermindlabs.understudy.mirror;

import org.jspecify.annotations.NullMarked;
