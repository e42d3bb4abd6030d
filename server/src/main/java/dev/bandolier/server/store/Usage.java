package dev.bandolier.server.store;

/**
 * The memory of a share, in bytes of blocks.
 *
 * @param budget what it may take
 * @param taken what its extents have taken: stays taken, for blocks of their sizes
 * @param used what of that holds blocks, or held them a moment ago
 */
public record Usage(long budget, long taken, long used) {}
