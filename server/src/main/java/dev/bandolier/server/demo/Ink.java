package dev.bandolier.server.demo;

import java.util.List;

/**
 * How figures are drawn: with or without colour, with or without block characters.
 *
 * @param colour whether ANSI colours may be used
 * @param blocks whether characters beyond ASCII may be used
 */
record Ink(boolean colour, boolean blocks) {

  private static final String STEPS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_STEPS = "_.-=+*#@";
  private static final String ESCAPE = "\u001b[";

  String bold(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  String good(String text) {
    return paint("1;32", text);
  }

  String accent(String text) {
    return paint("36", text);
  }

  private String paint(String code, String text) {
    return colour ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }

  /** A bar of {@code width} characters, filled to {@code part} in [0, 1]. */
  String bar(double part, int width) {
    int full = (int) Math.round(Math.max(0, Math.min(1, part)) * width);
    String done = (blocks ? "█" : "#").repeat(full);
    String left = (blocks ? "░" : ".").repeat(width - full);
    return accent(done) + faint(left);
  }

  /** A line of small columns, the largest value the highest. */
  String course(List<Double> values) {
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    String steps = blocks ? STEPS : ASCII_STEPS;
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      double part = most == 0 ? 0 : value / most;
      text.append(steps.charAt((int) Math.round(part * (steps.length() - 1))));
    }
    return good(text.toString());
  }

  String dot() {
    return blocks ? " · " : " | ";
  }

  String plusMinus() {
    return blocks ? "±" : "+-";
  }
}
