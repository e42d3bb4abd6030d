package dev.bandolier.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command found, as a file for programs to read. */
final class JsonFile {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFile() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Writes the file, as {@link OutputFile} does. */
  static void write(Path file, JsonNode content) throws IOException {
    try (OutputFile output = OutputFile.of(file)) {
      Files.writeString(output.draft(), MAPPER.writeValueAsString(content) + "\n");
      output.keep();
    }
  }
}
