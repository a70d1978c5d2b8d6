/**
 * Readings give a route: which server the site's processes use now. Pure policies decide, the state
 * directory and the gate remember.
 */
@NullMarked
package com.hypermindlabs.understudy.route;

import org.jspecify.annotations.NullMarked;
