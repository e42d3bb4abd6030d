package dev.bandolier.server.store;

/**
 * What an image file says about itself.
 *
 * @param position of the last fact that is folded into it
 * @param step the last one within that fact
 * @param time journal time of that fact, epoch milliseconds
 * @param blocks how many there are
 * @param words of all their payloads
 * @param notes how many there are
 * @param oldest the oldest journal position that its blocks point to, by the word of whoever wrote it
 * @param digest see {@link BlockDigest}, in hexadecimal
 */
public record ImageSummary(
    long position,
    int step,
    long time,
    long blocks,
    long words,
    long notes,
    long oldest,
    String digest) {}
