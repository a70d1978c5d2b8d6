/**
 * The route gives connections: a {@code javax.sql.DataSource} over one HikariCP pool for each
 * server, and a thin layer under the pools that knows what a broken connection was doing.
 */
@NullMarked
package com.hypermindlabs.understudy.pool;

import org.jspecify.annotations.NullMarked;
