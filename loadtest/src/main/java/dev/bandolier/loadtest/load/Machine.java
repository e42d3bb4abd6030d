package dev.bandolier.loadtest.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Where figures were taken, without which they say nothing. */
final class Machine {
  private Machine() {}

  /** Writes JDK, cores and the servers' flags. */
  static void put(ObjectNode into, List<String> flags) {
    into.put("jdk", System.getProperty("java.vendor.version", "") + " " + Runtime.version())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("cores", Runtime.getRuntime().availableProcessors());
    flags.forEach(into.putArray("flags")::add);
  }
}
