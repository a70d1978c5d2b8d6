package com.hypermindlabs.understudy.config;

import org.jspecify.annotations.Nullable;

/**
 * The fallback: {@code database_fallback.*}.
 *
 * @param enabled with false a failing primary means outage
 * @param mode where the server comes from
 * @param database the database's name
 * @param user the application's role
 * @param password its password; null lets provisioning generate one
 * @param host where an existing server listens; the loopback address for one of ours
 * @param port its port; null lets provisioning choose a free one and remember it
 */
public record FallbackSettings(
    boolean enabled,
    ProvisionMode mode,
    String database,
    String user,
    @Nullable Secret password,
    String host,
    @Nullable Integer port) {}
