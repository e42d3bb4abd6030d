package dev.bandolier.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.ContextSchema;
import java.util.function.BiFunction;

/**
 * Campaigns as text: the proto3 JSON mapping, written as JSON or as YAML, which JSON is a part of. Enum values are read by
 * their short names ({@code LINEAR_THOMPSON}) or with the contract's prefix, and written by their short ones.
 */
final class CampaignText {
  private static final YAMLMapper YAML = new YAMLMapper();

  private CampaignText() {}

  /**
   * The campaign.
   *
   * @throws BandolierException if the text is none
   */
  static Campaign parse(String text) {
    Campaign.Builder campaign = Campaign.newBuilder();
    parse(text, campaign);
    return campaign.build();
  }

  /**
   * What looks like a campaign's {@code schema}.
   *
   * @throws BandolierException if the text is none
   */
  static ContextSchema parseSchema(String text) {
    ContextSchema.Builder schema = ContextSchema.newBuilder();
    parse(text, schema);
    return schema.build();
  }

  private static void parse(String text, Message.Builder into) {
    try {
      if (!(YAML.readTree(text) instanceof ObjectNode tree)) {
        throw unreadable("it is not an object");
      }
      rename(tree, into.getDescriptorForType(), CampaignText::longName);
      JsonFormat.parser().merge(tree.toString(), into);
    } catch (JsonProcessingException | InvalidProtocolBufferException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  static String json(Campaign campaign) {
    try {
      JsonNode tree = YAML.readTree(JsonFormat.printer().print(campaign));
      if (tree instanceof ObjectNode object) {
        rename(object, Campaign.getDescriptor(), CampaignText::shortName);
      }
      return tree.toPrettyString();
    } catch (JsonProcessingException | InvalidProtocolBufferException e) {
      throw new IllegalStateException("a campaign always has a text", e);
    }
  }

  private static void rename(
      ObjectNode object, Descriptor type, BiFunction<EnumDescriptor, String, String> naming) {
    for (FieldDescriptor field : type.getFields()) {
      String key = object.has(field.getName()) ? field.getName() : field.getJsonName();
      JsonNode value = object.get(key);
      if (value != null) {
        object.set(key, renamed(value, field, naming));
      }
    }
  }

  private static JsonNode renamed(
      JsonNode value, FieldDescriptor field, BiFunction<EnumDescriptor, String, String> naming) {
    if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        list.set(i, renamed(list.get(i), field, naming));
      }
    } else if (field.getJavaType() == JavaType.ENUM && value.isTextual()) {
      return TextNode.valueOf(naming.apply(field.getEnumType(), value.asText()));
    } else if (field.getJavaType() == JavaType.MESSAGE && value instanceof ObjectNode object) {
      rename(object, field.getMessageType(), naming);
    }
    return value;
  }

  private static String longName(EnumDescriptor type, String name) {
    String prefixed = prefix(type) + name;
    return type.findValueByName(prefixed) == null ? name : prefixed;
  }

  private static String shortName(EnumDescriptor type, String name) {
    String prefix = prefix(type);
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  /** What the names of all values start with, told from the first one's, which ends with UNSPECIFIED. */
  private static String prefix(EnumDescriptor type) {
    String first = type.getValues().get(0).getName();
    return first.substring(0, first.length() - "UNSPECIFIED".length());
  }

  private static BandolierException unreadable(String why) {
    return new BandolierException(
        Problem.of(
            ErrorCode.INVALID_ARGUMENT,
            "CAMPAIGN_UNREADABLE",
            "The campaign's text cannot be read: " + why));
  }
}
