package com.hypermindlabs.understudy.assistant.settings;

import org.jspecify.annotations.Nullable;

/**
 * The person who runs the assistant: {@code owner_info.*}; null where nothing is known.
 *
 * @param firstName the first name
 * @param lastName the last name
 * @param userId the Telegram id
 * @param username the Telegram name
 */
public record OwnerSettings(
    @Nullable String firstName,
    @Nullable String lastName,
    @Nullable Long userId,
    @Nullable String username) {}
