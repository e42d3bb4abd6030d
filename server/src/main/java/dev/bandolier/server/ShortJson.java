package dev.bandolier.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.bandolier.server.campaign.ShortNames;
import java.io.IOException;

/** Messages as JSON: the proto3 JSON mapping, but enum values by their short names. */
final class ShortJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ShortJson() {}

  /** The message as one line of JSON. */
  static String text(MessageOrBuilder message) throws IOException {
    return MAPPER.writeValueAsString(tree(message));
  }

  /** The message as a tree, without what is as it is when nobody sets it. */
  static JsonNode tree(MessageOrBuilder message) throws IOException {
    return tree(message, JsonFormat.printer());
  }

  /** The message as a tree in which a 0 is a 0, and what is left out does not exist. */
  static JsonNode whole(MessageOrBuilder message) throws IOException {
    return tree(message, JsonFormat.printer().alwaysPrintFieldsWithNoPresence());
  }

  private static JsonNode tree(MessageOrBuilder message, JsonFormat.Printer printer)
      throws IOException {
    JsonNode tree = MAPPER.readTree(printer.print(message));
    if (tree instanceof ObjectNode object) {
      shorten(object, message.getDescriptorForType());
    }
    return tree;
  }

  private static void shorten(ObjectNode object, Descriptor type) {
    for (FieldDescriptor field : type.getFields()) {
      JsonNode value = object.get(field.getJsonName());
      if (value != null) {
        object.set(field.getJsonName(), shortened(value, field));
      }
    }
  }

  private static JsonNode shortened(JsonNode value, FieldDescriptor field) {
    if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        list.set(i, shortened(list.get(i), field));
      }
    } else if (field.getJavaType() == JavaType.ENUM) {
      return name(field.getEnumType(), value);
    } else if (field.getJavaType() == JavaType.DOUBLE && value.isTextual()) {
      return NullNode.getInstance();
    } else if (value instanceof ObjectNode object && !field.isMapField()) {
      shorten(object, field.getMessageType());
    }
    return value;
  }

  private static JsonNode name(EnumDescriptor type, JsonNode value) {
    var known = type.findValueByName(value.asText());
    return known == null ? value : TextNode.valueOf(ShortNames.of(known));
  }
}
