package com.hypermindlabs.understudy.mirror;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a first seed is.
 *
 * @param tables how many tables are to be seeded
 * @param tablesDone how many are
 * @param rows carried so far, of finished tables
 * @param bytes carried so far
 * @param bytesExpected about how many there will be
 * @param bytesPerSecond since the start or restart
 * @param left about how long it will take; null when it cannot be told yet
 */
public record SeedProgress(
    int tables,
    int tablesDone,
    long rows,
    long bytes,
    long bytesExpected,
    long bytesPerSecond,
    @Nullable Duration left) {}
