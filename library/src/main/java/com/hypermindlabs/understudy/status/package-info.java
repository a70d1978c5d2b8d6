/** One report of how a site stands, read by the command line, the web page, JSON and the logs. */
@NullMarked
package com.hypermindlabs.understudy.status;

import org.jspecify.annotations.NullMarked;
