package dev.bandolier.server.campaign;

/**
 * What is wrong with one field.
 *
 * @param field the field's path in what was sent, such as {@code slots[0].arms[3].id}
 * @param description what was expected there
 */
public record Violation(String field, String description) {}
