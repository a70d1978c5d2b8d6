/**
 * Hands the fallback's writes back to the primary: rounds that arrive exactly once, a three-way
 * merge by column, and the ledger of what could not simply arrive.
 */
@NullMarked
package com.hypermindlabs.understudy.reconcile;

import org.jspecify.annotations.NullMarked;
