/** The web port: health, readiness and metrics. */
@NullMarked
package dev.bandolier.server.http;

import org.jspecify.annotations.NullMarked;
