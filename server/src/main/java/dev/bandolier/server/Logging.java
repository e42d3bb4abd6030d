package dev.bandolier.server;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Brings the lines of libraries that log by {@code java.util.logging} to where all others go. */
final class Logging {

  /** Held, so that its level is not forgotten. */
  private static final Logger ROOT = Logger.getLogger("");

  private Logging() {}

  /** To be called before any library is loaded. */
  static void start() {
    LogManager.getLogManager().reset();
    ROOT.setLevel(Level.WARNING);
    SLF4JBridgeHandler.install();
  }
}
