package dev.bandolier.server;

import dev.bandolier.client.BanditClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One server and one client for all tests that do not need their own: a test takes a {@link
 * BanditClient} or a {@link ServerProcess} as a parameter, and makes campaigns of names that no
 * other test uses.
 */
final class SharedServer implements ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(SharedServer.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == BanditClient.class || type == ServerProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(SPACE)
            .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
    return parameter.getParameter().getType() == BanditClient.class
        ? running.client
        : running.server;
  }

  /** A client that is as patient as a busy machine demands. */
  static BanditClient client(ServerProcess server) {
    return BanditClient.builder()
        .target(server.target())
        .deadline(Duration.ofSeconds(20))
        .batchDeadline(Duration.ofSeconds(60))
        .adminDeadline(Duration.ofSeconds(60))
        .build();
  }

  /** Ended by JUnit after the last test. */
  private record Running(Path folder, ServerProcess server, BanditClient client)
      implements AutoCloseable {
    static Running start() {
      try {
        Path folder = Files.createTempDirectory("shared-server");
        ServerProcess server = ServerProcess.start(folder);
        return new Running(folder, server, SharedServer.client(server));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
      try (Stream<Path> inside = Files.walk(folder)) {
        List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
        for (Path each : deepestFirst) {
          Files.delete(each);
        }
      }
    }
  }
}
