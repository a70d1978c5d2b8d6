package com.hypermindlabs.understudy.assistant.setup;

/**
 * One edit of one file, as it may be shown: a secret only as set or not set.
 *
 * @param key as the file has it, as {@code database.host} or {@code POSTGRES_HOST}
 * @param file the file's name as given, as {@code config.json}; empty for what no file holds
 * @param before the value now; empty for none
 * @param after the value then; empty for none
 */
public record Change(String key, String file, String before, String after) {}
