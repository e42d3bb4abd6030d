package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where the server says which ports it got, once it is ready: {@code grpc=PORT} and, of one that has a web
 * page, {@code http=PORT}, a line each.
 */
public final class PortFile {
  private PortFile() {}

  /**
   * The address of its gRPC services.
   *
   * @return {@code 127.0.0.1:PORT}, or empty until it is written whole
   */
  public static String address(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    if (!text.endsWith("\n")) {
      return "";
    }
    Properties ports = new Properties();
    ports.load(new StringReader(text));
    return "127.0.0.1:" + ports.getProperty("grpc");
  }
}
