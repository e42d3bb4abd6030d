package dev.bandolier.server.campaign;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.ProtocolMessageEnum;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The contract's enum values without their enum's prefix: {@code ONLINE} for {@code
 * SERVING_MODE_ONLINE}. Files, flags, metrics and JSON use them.
 */
public final class ShortNames {
  private ShortNames() {}

  /** A value's short name. */
  public static String of(ProtocolMessageEnum value) {
    return of(value.getValueDescriptor());
  }

  /** A value's short name. */
  public static String of(EnumValueDescriptor value) {
    String prefix = prefix(value.getType());
    return value.getName().startsWith(prefix)
        ? value.getName().substring(prefix.length())
        : value.getName();
  }

  /** The value of that short or full name; null where there is none. */
  public static @Nullable EnumValueDescriptor find(EnumDescriptor type, String name) {
    EnumValueDescriptor full = type.findValueByName(name);
    return full == null ? type.findValueByName(prefix(type) + name) : full;
  }

  /** The short names of all values but the unspecified one, for messages. */
  public static String all(EnumDescriptor type) {
    return type.getValues().stream()
        .filter(value -> value.getNumber() != 0)
        .map(ShortNames::of)
        .collect(Collectors.joining(", "));
  }

  static String all(Enum<?> value) {
    return Arrays.stream(value.getDeclaringClass().getEnumConstants())
        .filter(constant -> !constant.name().equals("UNRECOGNIZED"))
        .map(constant -> ((ProtocolMessageEnum) constant).getValueDescriptor())
        .filter(constant -> constant.getNumber() != 0)
        .map(ShortNames::of)
        .collect(Collectors.joining(", "));
  }

  private static String prefix(EnumDescriptor type) {
    return type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
  }
}
