/**
 * Settings from config.json, .env and the process environment, and the one factory that turns them
 * into connections.
 */
@NullMarked
package com.hypermindlabs.understudy.config;

import org.jspecify.annotations.NullMarked;
