package dev.bandolier.loadtest.load;

import org.HdrHistogram.Histogram;

/**
 * How long one side's answers took in one round at a fixed rate.
 *
 * @param nanos from a request's intended time to its answer
 * @param compilerShare of one processor, that its JVM's compilers took during the round
 */
record Waits(Histogram nanos, double compilerShare) {}
