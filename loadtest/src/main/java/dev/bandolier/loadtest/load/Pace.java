package dev.bandolier.loadtest.load;

/**
 * What one side reached in one round.
 *
 * @param perSecond items answered a second
 * @param cpuMicros the server's CPU time per item, in microseconds
 * @param compilerMicros how much of that its JVM's compilers took; 0 where the system does not tell
 * @param compilerShare of one processor, that they took during the round
 * @param backlogMillis how long it took afterwards until all was folded
 */
record Pace(
    double perSecond,
    double cpuMicros,
    double compilerMicros,
    double compilerShare,
    double backlogMillis) {}
