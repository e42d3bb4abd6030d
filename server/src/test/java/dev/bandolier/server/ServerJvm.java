package dev.bandolier.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The JVM that short-lived servers of tests run in. Most of what such a process does is to start, so it has the JVM's first
 * compiler only, and takes the server's classes from an archive (class data sharing) that is made once for a jar and a JVM.
 * Neither changes what the server does; it runs without any flag in the tests of the load tester, and where a test says so.
 */
final class ServerJvm {

  private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

  private ServerJvm() {}

  /** The program. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The jar. */
  static Path jar() {
    return Path.of(System.getProperty("bandolier.jar")).toAbsolutePath();
  }

  /** The flags for a server that lives for seconds. */
  static List<String> quickFlags() {
    try {
      Path archive = archive();
      return Files.exists(archive) || make(archive)
          ? List.of(FIRST_COMPILER, "-XX:SharedArchiveFile=" + archive, "-Xshare:auto")
          : List.of(FIRST_COMPILER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path archive() throws IOException {
    long age = Files.getLastModifiedTime(jar()).toMillis();
    return jar().resolveSibling("bandolier-%s-%d.jsa".formatted(Runtime.version(), age));
  }

  /** Makes it, unless another JVM is at it; returns whether it is there. */
  private static boolean make(Path archive) throws IOException {
    Path mark = jar().resolveSibling("archive.lock");
    try (FileChannel channel =
            FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null && (Files.exists(archive) || record(archive));
    }
  }

  /** Lets a server start and stop, and keeps the classes that it has loaded. */
  private static boolean record(Path archive) throws IOException {
    Path folder = Files.createTempDirectory("archive");
    Path draft = folder.resolve("classes.jsa");
    List<String> flags = List.of(FIRST_COMPILER, "-XX:ArchiveClassesAtExit=" + draft);
    try (ServerProcess server = ServerProcess.startWith(flags, folder)) {
      server.stop();
    }
    Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
    Life.delete(folder);
    return true;
  }
}
