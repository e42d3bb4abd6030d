package dev.bandolier.server.decide;

import dev.bandolier.server.token.TokenSeal;

/**
 * What this data directory alone knows.
 *
 * @param units keys the hashes of units
 * @param tokens seals tokens
 */
public record Secrets(UnitSecret units, TokenSeal tokens) {}
