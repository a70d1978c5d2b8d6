package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.StepHook;

/**
 * Who is told what.
 *
 * @param listener of progress
 * @param steps of the protocol, for tests
 */
record Reporting(MirrorListener listener, StepHook steps) {}
