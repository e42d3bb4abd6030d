package dev.bandolier.loadtest.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/** A run as a page that needs nothing else: the curve, the percentiles, the figures. Pure but for the file. */
final class HtmlReport {

  private static final String TEMPLATE = "report.html";

  private final RunReport report;

  HtmlReport(RunReport report) {
    this.report = report;
  }

  void write(Path file) throws IOException {
    Files.writeString(file, page());
  }

  /** The whole page. */
  String page() {
    List<LatencyCurve.Curve> curves = curves();
    return template()
        .replace("{{title}}", title())
        .replace("{{figures}}", figures())
        .replace("{{curve}}", curves.isEmpty() ? "" : LatencyCurve.svg(curves))
        .replace("{{legend}}", legend(curves))
        .replace("{{percentiles}}", percentiles(curves))
        .replace("{{errors}}", errors())
        .replace("{{settings}}", escaped(report.json().toPrettyString()));
  }

  private List<LatencyCurve.Curve> curves() {
    List<LatencyCurve.Curve> curves = new ArrayList<>();
    add(curves, "latency", report.result().latency());
    add(curves, "freshness", report.result().freshness());
    return curves;
  }

  private static void add(List<LatencyCurve.Curve> curves, String name, Histogram nanos) {
    if (nanos.getTotalCount() > 0) {
      curves.add(new LatencyCurve.Curve(name, nanos));
    }
  }

  private String title() {
    RunPlan plan = report.plan();
    return plan.rate() > 0
        ? format("%s at %,.0f/s", plan.mode().word(), plan.rate())
        : format("%s, as fast as it goes", plan.mode().word());
  }

  private String figures() {
    StringBuilder all = new StringBuilder();
    if (report.plan().rate() > 0) {
      figure(all, "offered", format("%,.0f/s", report.plan().rate()));
    }
    figure(all, "answered", format("%,.0f/s", report.result().achieved()));
    if (report.plan().mode() == Mode.OUTCOMES) {
      figure(all, "learned", format("%,.0f/s", report.result().learned()));
    }
    figure(all, "outcomes", format("%,d", report.result().outcomes()));
    figure(
        all,
        "errors",
        format("%,d", report.result().faults().values().stream().mapToLong(n -> n).sum()));
    return all.toString();
  }

  private static void figure(StringBuilder all, String name, String value) {
    all.append(format("<div><b>%s</b><span>%s</span></div>%n", value, name));
  }

  private static String legend(List<LatencyCurve.Curve> curves) {
    StringBuilder legend = new StringBuilder();
    curves.forEach(
        curve ->
            legend.append(
                format(
                    "<p><i class=\"%s\"></i><b>%s</b>: %s</p>%n",
                    curve.name(), curve.name(), meaning(curve.name()))));
    return legend.toString();
  }

  private static String meaning(String curve) {
    return curve.equals("latency")
        ? "from when a request should have been sent to its answer"
        : "from an outcome's acknowledgement to the first decision that shows it";
  }

  private static String percentiles(List<LatencyCurve.Curve> curves) {
    StringBuilder rows = new StringBuilder("<tr><th></th>");
    curves.forEach(curve -> rows.append(format("<th>%s, \u00b5s</th>", curve.name())));
    rows.append("</tr>\n");
    for (RunReport.Point point : RunReport.POINTS) {
      rows.append(format("<tr><td>%s</td>", label(point)));
      for (LatencyCurve.Curve curve : curves) {
        rows.append(format("<td>%,.0f</td>", Latency.micros(curve.nanos(), point.percentile())));
      }
      rows.append("</tr>\n");
    }
    return rows.toString();
  }

  private static String label(RunReport.Point point) {
    String number = Double.toString(point.percentile()).replaceAll("\\.0$", "");
    return point.percentile() == 100 ? "greatest" : number + " %";
  }

  private String errors() {
    StringBuilder rows = new StringBuilder();
    report
        .result()
        .faults()
        .forEach((name, count) -> rows.append(format("<p>%,d x %s</p>%n", count, escaped(name))));
    return rows.isEmpty() ? "<p>None.</p>" : rows.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String template() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(TEMPLATE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
