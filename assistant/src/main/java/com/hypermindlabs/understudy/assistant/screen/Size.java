package com.hypermindlabs.understudy.assistant.screen;

/**
 * How large a terminal is.
 *
 * @param columns in cells
 * @param rows in cells
 */
public record Size(int columns, int rows) {}
