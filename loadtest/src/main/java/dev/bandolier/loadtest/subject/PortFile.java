package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Where the server says which ports it got, once it is ready: {@code grpc=PORT} and {@code http=PORT}. */
public final class PortFile {
  private PortFile() {}

  /**
   * The address of its gRPC services.
   *
   * @return {@code 127.0.0.1:PORT}, or empty until both ports are written
   */
  public static String address(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    Properties ports = new Properties();
    try (var in = Files.newInputStream(file)) {
      ports.load(in);
    }
    boolean whole = ports.containsKey("grpc") && ports.containsKey("http");
    return whole ? "127.0.0.1:" + ports.getProperty("grpc") : "";
  }
}
