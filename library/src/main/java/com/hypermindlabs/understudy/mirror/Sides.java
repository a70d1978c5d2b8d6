package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import java.util.UUID;

/**
 * How the two sides are reached.
 *
 * @param primary connections as the owner of its tables
 * @param fallback connections as the owner of its tables, past the gate
 * @param names of our tables on the primary
 * @param capture on the primary
 * @param site the site's number
 */
record Sides(Link primary, Link fallback, PrimaryNames names, PrimaryCapture capture, UUID site) {}
