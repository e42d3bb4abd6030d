package dev.bandolier.server.learn;

/**
 * A 128-bit hash, keyed by a campaign's salt.
 *
 * @param hi the first half
 * @param lo the second half
 */
record Key(long hi, long lo) {}
