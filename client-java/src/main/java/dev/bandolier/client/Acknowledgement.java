package dev.bandolier.client;

import org.jspecify.annotations.Nullable;

/**
 * What has become of one thing that the server was told.
 *
 * @param fate its fate
 * @param position its position in the journal; 0 where it was refused
 * @param problem why it was refused; null otherwise
 */
public record Acknowledgement(Fate fate, long position, @Nullable Problem problem) {}
