package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

final class HtmlReportTest {

  private static final double BOTTOM = 374;
  private static final double TOP = 16;
  private static final double LEFT = 70;
  private static final double RIGHT = 816;

  @Test
  void curve_standsAtItsTimesAndPercentiles() throws Exception {
    Histogram nanos = Latency.histogram();
    nanos.recordValueWithCount(110_000, 900);
    nanos.recordValueWithCount(11_000_000, 100);
    Document svg = parsed(LatencyCurve.svg(List.of(new LatencyCurve.Curve("latency", nanos))));
    double[][] points = points(svg);
    // The axis begins at 100 us; a thousand values tell three nines.
    double decade = (BOTTOM - TOP) / decades(svg);
    assertThat(points[0][0]).isCloseTo(LEFT, within(1.0));
    assertThat(points[0][1]).isCloseTo(BOTTOM - decade * Math.log10(1.1), within(1.0));
    assertThat(points[points.length - 1][0]).isCloseTo(RIGHT, within(1.0));
    assertThat(points[points.length - 1][1])
        .isCloseTo(BOTTOM - decade * Math.log10(110), within(1.0));
    assertThat(stepUp(points)).isCloseTo(LEFT + (RIGHT - LEFT) / 3, within(15.0));
  }

  @Test
  void axes_areLabelledInUnitsOfTheirSize() throws Exception {
    Histogram nanos = Latency.histogram();
    nanos.recordValueWithCount(50_000, 9_999);
    nanos.recordValueWithCount(2_000_000_000L, 1);
    Document svg = parsed(LatencyCurve.svg(List.of(new LatencyCurve.Curve("latency", nanos))));
    assertThat(texts(svg))
        .contains("10 \u00b5s", "1 ms", "1 s", "10 s")
        .contains("0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %");
  }

  @Test
  void page_isWhole_andNeedsNothingElse() {
    String page = page(Map.of("UNAVAILABLE", 7L));
    assertThat(page)
        .contains("unary at 500/s", "<polyline", "7 x UNAVAILABLE", "prefers-color-scheme");
    assertThat(page).doesNotContain("{{").doesNotContain("http:").doesNotContain("src=");
  }

  @Test
  void runWithAFault_doesNotHold() {
    assertThat(report(Map.of()).holds()).isTrue();
    assertThat(report(Map.of("UNTRACKED", 1L)).holds()).isFalse();
    assertThat(report(Map.of("UNTRACKED", 1L)).table()).contains("1 x UNTRACKED");
  }

  @Test
  void plan_isChecked() {
    assertThat(plan(Mode.UNARY, 0).wrong()).contains("--rate");
    assertThat(plan(Mode.OUTCOMES, 0).wrong()).isEmpty();
    assertThat(plan(Mode.UNARY, 500).wrong()).isEmpty();
  }

  private static String page(Map<String, Long> faults) {
    return new HtmlReport(report(faults)).page();
  }

  private static RunReport report(Map<String, Long> faults) {
    Histogram nanos = Latency.histogram();
    nanos.recordValue(250_000);
    return new RunReport(
        plan(Mode.UNARY, 500), new RunResult(499, 0, nanos, Latency.histogram(), 50, faults));
  }

  private static RunPlan plan(Mode mode, double rate) {
    return new RunPlan(mode, rate, 1, 0, 10, 4, 100, 10, 10, 1000, 0);
  }

  private static double stepUp(double[][] points) {
    for (int i = 1; i < points.length; i++) {
      if (points[i - 1][1] - points[i][1] > 100) {
        return points[i][0];
      }
    }
    throw new AssertionError("there is no step");
  }

  private static int decades(Document svg) {
    return (int) texts(svg).stream().filter(text -> text.endsWith("s")).count() - 1;
  }

  private static double[][] points(Document svg) {
    Element curve = (Element) svg.getElementsByTagName("polyline").item(0);
    return Arrays.stream(curve.getAttribute("points").split(" "))
        .map(point -> Arrays.stream(point.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private static List<String> texts(Document svg) {
    NodeList texts = svg.getElementsByTagName("text");
    return java.util.stream.IntStream.range(0, texts.getLength())
        .mapToObj(i -> texts.item(i).getTextContent())
        .toList();
  }

  private static Document parsed(String svg)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
