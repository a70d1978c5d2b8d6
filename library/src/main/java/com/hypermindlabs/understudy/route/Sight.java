package com.hypermindlabs.understudy.route;

/**
 * What is known of both servers at one moment.
 *
 * @param readiness whether a site on its fallback may return
 */
public record Sight(Side primary, Side fallback, Readiness readiness) {}
