package dev.bandolier.server.feature;

/**
 * A categorical value that has no index of its own yet although there is room for one.
 *
 * @param feature the feature's name
 * @param value the value
 */
public record UnseenValue(String feature, String value) {}
