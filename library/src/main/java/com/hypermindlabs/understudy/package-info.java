/**
 * Automatic local PostgreSQL fallback behind a {@code javax.sql.DataSource}. {@link
 * com.hypermindlabs.understudy.Understudy} is the entrance; here, and only here, the parts are
 * wired.
 */
@NullMarked
package com.hypermindlabs.understudy;

import org.jspecify.annotations.NullMarked;
