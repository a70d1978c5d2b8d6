package com.hypermindlabs.understudy.assistant.drill;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be drilled.
 *
 * @param schedules how many schedules at most: of the seeds {@code seed} to {@code seed + schedules
 *     - 1}
 * @param seed the first
 * @param limit after this no schedule is begun; zero for no limit
 * @param atOnce how many are played at once
 * @param sabotage the mechanism that is taken out of the engine; it ends with the first violation
 *     then. Null for the engine as it is
 * @param keep where histories and logs of schedules with violations are kept; null for nowhere
 */
public record DrillOrder(
    int schedules,
    long seed,
    Duration limit,
    int atOnce,
    @Nullable String sabotage,
    @Nullable Path keep) {}
