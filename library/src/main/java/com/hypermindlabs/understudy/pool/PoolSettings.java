package com.hypermindlabs.understudy.pool;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How the pools behave.
 *
 * @param borrowTimeout how long a borrower waits in all, a change of route included
 * @param validationTimeout how long a pooled connection may take to answer before it counts as dead
 * @param customizer sets further properties of HikariCP, as the pool's size; what the library
 *     relies on it sets afterwards
 */
public record PoolSettings(
    Duration borrowTimeout, Duration validationTimeout, Consumer<HikariConfig> customizer) {}
