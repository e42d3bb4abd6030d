package dev.bandolier.loadtest.load;

/**
 * What one side reached in one round.
 *
 * @param perSecond items answered a second
 * @param cpuMicros the server's CPU time per item, in microseconds
 * @param backlogMillis how long it took afterwards until all was folded
 */
record Pace(double perSecond, double cpuMicros, double backlogMillis) {}
