package com.hypermindlabs.understudy.assistant.model;

import java.time.Duration;

/**
 * How long a model may take. Immutable.
 *
 * @param first until it begins
 * @param between of silence in the middle
 * @param whole in all
 */
public record Timeouts(Duration first, Duration between, Duration whole) {}
