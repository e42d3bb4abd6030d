package dev.bandolier.server;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.ShortNames;
import java.io.IOException;
import java.text.ParseException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message in the proto3 JSON mapping, written as YAML. More is accepted than the mapping
 * says: enum values by their short names, durations with units, and scalars without quotes where the
 * field is a string. Unknown and repeated keys are errors.
 */
final class MessageReader {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|-?Infinity|NaN");

  private final YAMLParser parser;
  private final String source;

  /** A reader of one document; the source's name stands in messages. */
  MessageReader(YAMLParser parser, String source) {
    this.parser = parser;
    this.source = source;
  }

  /** Reads the whole document into the builder. */
  void read(Message.Builder into) throws IOException, CampaignFileException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("", "the document must be a mapping of keys to values");
    }
    readObject(into, "");
    if (parser.nextToken() != null) {
      throw wrong("", "only one document is expected");
    }
  }

  private void readObject(Message.Builder into, String path)
      throws IOException, CampaignFileException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      FieldDescriptor field = field(into, path);
      String here = path.isEmpty() ? field.getName() : path + "." + field.getName();
      if (parser.nextToken() == JsonToken.VALUE_NULL && !isEmptyMessage(field)) {
        continue;
      }
      if (field.isRepeated()) {
        readList(into, field, here);
      } else {
        into.setField(field, value(into, field, here));
      }
    }
  }

  private FieldDescriptor field(Message.Builder into, String path)
      throws IOException, CampaignFileException {
    String key = parser.currentName();
    FieldDescriptor field = find(into.getDescriptorForType(), key);
    if (field == null) {
      throw wrong(path, "no key \"" + key + "\" here; one of " + keys(into.getDescriptorForType()));
    }
    boolean there = field.isRepeated() ? into.getRepeatedFieldCount(field) > 0 : isSet(into, field);
    if (there) {
      throw wrong(path, "\"" + key + "\" occurs twice, or beside another that excludes it");
    }
    return field;
  }

  private static boolean isSet(Message.Builder into, FieldDescriptor field) {
    return field.getRealContainingOneof() == null
        ? into.getAllFields().containsKey(field)
        : into.hasOneof(field.getRealContainingOneof());
  }

  private static @Nullable FieldDescriptor find(Descriptor type, String key) {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getName().equals(key) || field.getJsonName().equals(key)) {
        return field;
      }
    }
    return null;
  }

  private static String keys(Descriptor type) {
    return type.getFields().stream()
        .map(FieldDescriptor::getName)
        .collect(Collectors.joining(", "));
  }

  private static boolean isEmptyMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().getFields().isEmpty();
  }

  private void readList(Message.Builder into, FieldDescriptor field, String path)
      throws IOException, CampaignFileException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(path, "must be a list");
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      into.addRepeatedField(field, value(into, field, path + "[" + i + "]"));
    }
  }

  private Object value(Message.Builder into, FieldDescriptor field, String path)
      throws IOException, CampaignFileException {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      return message(into, field, path);
    }
    if (parser.currentToken() == null || !parser.currentToken().isScalarValue()) {
      throw wrong(path, "must be a single value");
    }
    if (parser.isCurrentAlias()) {
      throw wrong(path, "aliases are not supported");
    }
    return scalar(field, parser.getText(), path);
  }

  private Message message(Message.Builder into, FieldDescriptor field, String path)
      throws IOException, CampaignFileException {
    Descriptor type = field.getMessageType();
    if (type.equals(Duration.getDescriptor())) {
      return duration(path);
    }
    if (type.equals(Timestamp.getDescriptor())) {
      return timestamp(path);
    }
    Message.Builder builder = into.newBuilderForField(field);
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      readObject(builder, path);
    } else if (parser.currentToken() != JsonToken.VALUE_NULL || !isEmptyMessage(field)) {
      throw wrong(path, "must be a mapping with keys out of " + keys(type));
    }
    return builder.build();
  }

  private Duration duration(String path) throws IOException, CampaignFileException {
    Duration duration = DurationText.parse(parser.getText());
    if (duration == null) {
      throw wrong(path, "must be a duration such as 30m, 12h, 2d or 172800s");
    }
    return duration;
  }

  private Timestamp timestamp(String path) throws IOException, CampaignFileException {
    try {
      return Timestamps.parse(parser.getText());
    } catch (ParseException e) {
      throw wrong(path, "must be a time such as 2026-11-01T12:00:00Z");
    }
  }

  private Object scalar(FieldDescriptor field, String text, String path)
      throws CampaignFileException {
    try {
      return switch (field.getJavaType()) {
        case STRING -> text;
        case INT -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case DOUBLE -> number(text);
        case BOOLEAN -> flag(text, path);
        case ENUM -> enumValue(field, text, path);
        default -> throw wrong(path, "cannot be given in a file");
      };
    } catch (NumberFormatException e) {
      throw wrong(path, "must be a number");
    }
  }

  private static Double number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new NumberFormatException(text);
    }
    return Double.valueOf(text);
  }

  private Boolean flag(String text, String path) throws CampaignFileException {
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> throw wrong(path, "must be true or false");
    };
  }

  private EnumValueDescriptor enumValue(FieldDescriptor field, String text, String path)
      throws CampaignFileException {
    EnumValueDescriptor value = ShortNames.find(field.getEnumType(), text);
    if (value == null) {
      throw wrong(path, "must be one of " + ShortNames.all(field.getEnumType()));
    }
    return value;
  }

  private CampaignFileException wrong(String path, String description) {
    int line = parser.currentTokenLocation().getLineNr();
    return new CampaignFileException(
        source + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + description);
  }
}
