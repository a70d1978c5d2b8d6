package com.hypermindlabs.understudy.drills.plan;

/**
 * One fault of a schedule.
 *
 * @param at milliseconds after the work began
 * @param millis how long it lasts
 * @param kind what it is
 * @param site which site it hits, from 0
 * @param number which process, how much, how long: what the kind makes of it
 */
public record Step(int at, int millis, Kind kind, int site, int number) {}
