/**
 * What is installed in the databases: here the gate on the fallback and the guards that obey it.
 */
@NullMarked
package com.hypermindlabs.understudy.capture;

import org.jspecify.annotations.NullMarked;
