package dev.bandolier.loadtest.terminal;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** Whether a person watches: JDKs from 22 on have a console where streams are redirected, too. */
public final class Terminal {
  private Terminal() {}

  /** Whether standard output is one. */
  public static boolean isThere() {
    return Optional.ofNullable(System.console()).filter(Terminal::isTerminal).isPresent();
  }

  private static boolean isTerminal(Console console) {
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException older) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException strange) {
      throw new IllegalStateException(strange);
    }
  }
}
