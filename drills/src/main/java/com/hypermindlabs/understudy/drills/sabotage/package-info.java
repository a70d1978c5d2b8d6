/** Patches that break the engine on purpose, applied in the drilled processes alone. */
@NullMarked
package com.hypermindlabs.understudy.drills.sabotage;

import org.jspecify.annotations.NullMarked;
