package dev.bandolier.client;

/**
 * What is wrong with one field.
 *
 * @param field the field's path, as in {@code context.features[2].number}
 * @param description what was expected there
 */
public record FieldViolation(String field, String description) {}
