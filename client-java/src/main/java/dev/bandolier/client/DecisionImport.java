package dev.bandolier.client;

/**
 * What was imported.
 *
 * @param decisions how many
 * @param taught how many of them teach
 */
public record DecisionImport(long decisions, long taught) {}
