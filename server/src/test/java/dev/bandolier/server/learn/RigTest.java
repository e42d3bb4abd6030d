package dev.bandolier.server.learn;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test over one {@link Rig} in a folder of its own. */
abstract class RigTest {

  @TempDir Path directory;
  Rig rig;

  @BeforeEach
  final void open() {
    rig = new Rig(directory.resolve("rig"));
  }

  @AfterEach
  final void close() {
    rig.close();
  }
}
