/**
 * A PostgreSQL server as a process: where its binaries come from, the account it runs under,
 * initdb, start and stop. Knows nothing of fallbacks; the library provisions with it and the
 * testkit starts its throw-away servers with it.
 */
@NullMarked
package com.hypermindlabs.understudy.server;

import org.jspecify.annotations.NullMarked;
