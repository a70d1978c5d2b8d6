package com.hypermindlabs.understudy.mirror;

import org.jspecify.annotations.Nullable;

/**
 * What one cycle brings of one table.
 *
 * @param table that is brought
 * @param whole whether all its rows, else those whose keys are in the log or asked for
 * @param since the snapshot from which the log is read; null when not at all
 * @param logged how many keys the log has of it
 * @param asked how many keys the refresh list has of it; they are read too
 */
record Load(MirroredTable table, boolean whole, @Nullable String since, long logged, long asked) {}
