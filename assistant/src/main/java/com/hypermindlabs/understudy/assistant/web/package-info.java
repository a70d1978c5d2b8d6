/**
 * The assistant in the browser: pages, the interface that their scripts call, and streams of what
 * is new. Who may do what is decided here, on the server.
 */
@NullMarked
package com.hypermindlabs.understudy.assistant.web;

import org.jspecify.annotations.NullMarked;
