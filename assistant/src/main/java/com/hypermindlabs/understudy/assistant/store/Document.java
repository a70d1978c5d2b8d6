package com.hypermindlabs.understudy.assistant.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A document that is known. Immutable.
 *
 * @param id the key; the same after a new import of its source
 * @param domain the name of the domain it belongs to
 * @param source where it comes from
 * @param title what readers call it
 * @param digest the SHA-256 of what was imported, in lower-case hexadecimal
 * @param passages how many parts it has
 * @param importedAt when it was imported last
 */
public record Document(
    UUID id,
    String domain,
    String source,
    String title,
    String digest,
    int passages,
    Instant importedAt) {}
