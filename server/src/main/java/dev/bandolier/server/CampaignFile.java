package dev.bandolier.server;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.google.protobuf.Message;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.ContextSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A campaign in a file: the proto3 JSON mapping, written as YAML, with short enum names and durations
 * such as {@code 2d}. Reading does not check whether the campaign is valid.
 */
final class CampaignFile {

  private static final YAMLMapper WRITER =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private CampaignFile() {}

  /**
   * Reads a file.
   *
   * @throws CampaignFileException if it is no campaign; the message names file, line and key
   * @throws IOException if the file cannot be read
   */
  static Campaign read(Path file) throws IOException, CampaignFileException {
    return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
  }

  /**
   * Reads a file that looks like a campaign's {@code schema}.
   *
   * @throws CampaignFileException if it is none; the message names file, line and key
   * @throws IOException if the file cannot be read
   */
  static ContextSchema readSchema(Path file) throws IOException, CampaignFileException {
    ContextSchema.Builder schema = ContextSchema.newBuilder();
    parse(Files.readString(file, StandardCharsets.UTF_8), file.toString(), schema);
    return schema.build();
  }

  /** Reads a text; the source's name stands in messages. */
  static Campaign parse(String yaml, String source) throws IOException, CampaignFileException {
    Campaign.Builder campaign = Campaign.newBuilder();
    parse(yaml, source, campaign);
    return campaign.build();
  }

  private static void parse(String yaml, String source, Message.Builder into)
      throws IOException, CampaignFileException {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      new MessageReader(parser, source).read(into);
    } catch (JacksonException e) {
      throw new CampaignFileException(
          source + ":" + e.getLocation().getLineNr() + ": " + firstLine(e.getOriginalMessage()));
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("this is not YAML");
  }

  /** The file's text, without what the server sets: reading it gives the same campaign. */
  static String write(Campaign campaign) throws IOException {
    Campaign own =
        campaign.toBuilder()
            .clearEtag()
            .clearRevision()
            .clearCreateTime()
            .clearUpdateTime()
            .build();
    return WRITER.writeValueAsString(ShortJson.tree(own));
  }
}
