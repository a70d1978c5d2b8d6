package com.hypermindlabs.understudy.assistant.store;

import java.util.UUID;

/**
 * A group chat. Immutable.
 *
 * @param id the key
 * @param channel the interface it lives in
 * @param externalId what that interface calls it
 * @param title what people call it
 */
public record Community(UUID id, Channel channel, String externalId, String title) {}
