/** Answers what the rooms have to say with metrics and log lines. */
@NullMarked
package dev.bandolier.server.telemetry;

import org.jspecify.annotations.NullMarked;
