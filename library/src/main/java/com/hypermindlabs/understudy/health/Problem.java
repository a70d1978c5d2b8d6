package com.hypermindlabs.understudy.health;

/**
 * Why a server cannot serve, in the words of the report.
 *
 * @param code what kind of failure
 * @param message operation, subject and cause; holds no secret
 * @param hint the remedy
 */
public record Problem(ProblemCode code, String message, String hint) {}
