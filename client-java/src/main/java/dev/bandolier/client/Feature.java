package dev.bandolier.client;

import java.util.Objects;

/** One named, typed value of a request's context or of an arm, as the campaign's schema declares it. */
public sealed interface Feature {
  /** The name that the schema declares. */
  String name();

  /**
   * A word out of an open set.
   *
   * @param name the name that the schema declares
   * @param value at most 256 bytes of UTF-8
   */
  record Category(String name, String value) implements Feature {
    /** Refuses nulls. */
    public Category {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * A numeric or a cyclic feature's value.
   *
   * @param name the name that the schema declares
   * @param value finite; the server refuses NaN and infinities
   */
  record Numeric(String name, double value) implements Feature {
    /** Refuses nulls. */
    public Numeric {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * True or false.
   *
   * @param name the name that the schema declares
   * @param value the value
   */
  record Flag(String name, boolean value) implements Feature {
    /** Refuses nulls. */
    public Flag {
      Objects.requireNonNull(name, "name");
    }
  }
}
