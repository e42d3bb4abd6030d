package dev.bandolier.server.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.Locale;

/** The attributes' keys, and how constants are written in them. */
final class Attribute {

  static final AttributeKey<String> CAMPAIGN = AttributeKey.stringKey("campaign");
  static final AttributeKey<String> SOURCE = AttributeKey.stringKey("source");
  static final AttributeKey<Boolean> TRACKED = AttributeKey.booleanKey("tracked");
  static final AttributeKey<String> FATE = AttributeKey.stringKey("fate");
  static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  static final AttributeKey<String> FACT = AttributeKey.stringKey("fact");
  static final AttributeKey<String> CHANGE = AttributeKey.stringKey("change");
  static final AttributeKey<String> ORIGIN = AttributeKey.stringKey("origin");
  static final AttributeKey<String> MODE = AttributeKey.stringKey("mode");
  static final AttributeKey<String> METHOD = AttributeKey.stringKey("method");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error");
  static final AttributeKey<String> SHARE = AttributeKey.stringKey("share");
  static final AttributeKey<String> POOL = AttributeKey.stringKey("pool");

  private Attribute() {}

  /** A constant's name in lower case, without its enum's prefix. */
  static String word(Enum<?> constant, String prefix) {
    String name = constant.name();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT);
  }

  /** One attribute: a constant's word. */
  static Attributes of(AttributeKey<String> key, Enum<?> constant) {
    return Attributes.of(key, word(constant, ""));
  }

  /** A fact type's word. */
  static Attributes fact(byte type) {
    return Attributes.of(FACT, FactWords.of(type));
  }
}
