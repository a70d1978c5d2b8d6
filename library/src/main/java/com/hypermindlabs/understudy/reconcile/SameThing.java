package com.hypermindlabs.understudy.reconcile;

/**
 * A row that was born on the fallback and the row of the primary that its natural key says it is.
 *
 * @param here its key on the fallback, as the text of an array of texts
 * @param there that of the other one on the primary
 */
record SameThing(String here, String there) {}
