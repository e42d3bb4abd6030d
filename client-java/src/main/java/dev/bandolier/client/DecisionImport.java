package dev.bandolier.client;

/**
 * What was imported.
 *
 * @param decisions how many, those that were recorded before among them
 * @param taught how many of them teach
 * @param alreadyImported whether the import of this id had come to its end before, so that nothing was added
 * @param recordedBefore how many of the decisions were recorded before, under this id
 */
public record DecisionImport(
    long decisions, long taught, boolean alreadyImported, long recordedBefore) {}
