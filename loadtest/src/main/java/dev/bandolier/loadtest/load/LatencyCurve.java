package dev.bandolier.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Draws distributions of times as SVG: across, the percentile on a logarithmic axis, on which each step is
 * ten times rarer (90, 99, 99.9 %); upwards, the time, logarithmic, too. Pure.
 */
final class LatencyCurve {

  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 44;
  private static final int TOP = 16;
  private static final int BOTTOM = 46;
  private static final int TICKS_PER_HALF = 8;
  private static final double MOST_NINES = 6;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double HUNDRED = 100;

  /**
   * One curve.
   *
   * @param name of its style
   * @param nanos what it shows, not empty
   */
  record Curve(String name, Histogram nanos) {}

  private final List<Curve> curves;
  private final double nines;
  private final int lowest;
  private final int highest;
  private final StringBuilder svg = new StringBuilder();

  private LatencyCurve(List<Curve> curves) {
    this.curves = curves;
    this.nines = curves.stream().mapToDouble(curve -> nines(curve.nanos)).max().orElse(1);
    this.lowest =
        (int) Math.floor(curves.stream().mapToDouble(LatencyCurve::least).min().orElse(0));
    this.highest =
        Math.max(
            lowest + 1,
            (int) Math.ceil(curves.stream().mapToDouble(LatencyCurve::most).max().orElse(1)));
  }

  /** The picture of one or more curves. */
  static String svg(List<Curve> curves) {
    return new LatencyCurve(List.copyOf(curves)).draw();
  }

  /** How many nines its rarest value has; no more than there are values to tell. */
  private static double nines(Histogram nanos) {
    return Math.max(1, Math.min(MOST_NINES, Math.log10((double) nanos.getTotalCount())));
  }

  private static double least(Curve curve) {
    return decade(curve.nanos.getMinNonZeroValue());
  }

  private static double most(Curve curve) {
    return decade(curve.nanos.getMaxValue());
  }

  private static double decade(long nanos) {
    return Math.log10((double) Math.max(1, nanos) / NANOS_PER_MICRO);
  }

  private String draw() {
    svg.append(format("<svg viewBox=\"0 0 %d %d\" role=\"img\">%n", WIDTH, HEIGHT));
    svg.append("<title>Time by percentile</title>\n");
    for (int decade = lowest; decade <= highest; decade++) {
      timeLine(decade);
    }
    percentileLine(Math.log10(2), "50 %");
    for (int nine = 0; nine <= Math.ceil(nines); nine++) {
      percentileLine(nine, percentile(nine));
    }
    curves.forEach(this::curve);
    return svg.append("</svg>\n").toString();
  }

  private void timeLine(int decade) {
    double y = y(decade);
    line("grid", LEFT, y, WIDTH - RIGHT, y);
    text("end", LEFT - 8, y + 4, time(decade));
    for (int part = 2; part <= 9 && decade < highest; part++) {
      double between = y(decade + Math.log10(part));
      line("fine", LEFT, between, WIDTH - RIGHT, between);
    }
  }

  private void percentileLine(double nine, String label) {
    double x = x(nine);
    line("grid", x, TOP, x, HEIGHT - BOTTOM);
    text("middle", x, HEIGHT - BOTTOM + 20, label);
  }

  private void curve(Curve curve) {
    List<String> points = new ArrayList<>();
    for (HistogramIterationValue step : curve.nanos.percentiles(TICKS_PER_HALF)) {
      double above = HUNDRED - step.getPercentileLevelIteratedTo();
      double nine = above <= 0 ? nines(curve.nanos) : Math.log10(HUNDRED / above);
      points.add(
          format(
              "%.1f,%.1f",
              x(Math.min(nine, nines(curve.nanos))), y(decade(step.getValueIteratedTo()))));
    }
    svg.append(
        format("<polyline class=\"%s\" points=\"%s\"/>%n", curve.name, String.join(" ", points)));
  }

  private double x(double nine) {
    return LEFT + nine / Math.ceil(nines) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double decade) {
    double share = (decade - lowest) / (highest - lowest);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }

  private static String percentile(int nine) {
    return switch (nine) {
      case 0 -> "0 %";
      case 1 -> "90 %";
      case 2 -> "99 %";
      default -> "99." + "9".repeat(nine - 2) + " %";
    };
  }

  /** Ten to so many microseconds, in the unit that suits it. */
  private static String time(int decade) {
    if (decade >= 6) {
      return format("%.0f s", Math.pow(10, decade - 6));
    }
    return decade >= 3
        ? format("%.0f ms", Math.pow(10, decade - 3))
        : format("%." + Math.max(0, -decade) + "f \u00b5s", Math.pow(10, decade));
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    svg.append(
        format(
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            style, x1, y1, x2, y2));
  }

  private void text(String anchor, double x, double y, String words) {
    svg.append(
        format("<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", anchor, x, y, words));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
