package com.hypermindlabs.understudy.provision;

/**
 * Something worth saying about a fallback. Holds no secret.
 *
 * @param code what kind of thing
 * @param message what was found, on what
 * @param hint what the operator can do about it
 */
public record Finding(FindingCode code, String message, String hint) {}
