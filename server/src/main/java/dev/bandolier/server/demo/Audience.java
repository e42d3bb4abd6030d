package dev.bandolier.server.demo;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Readers whose tastes are known here and nowhere else: each segment likes another subject and another
 * offer, each device another picture. By uniform choice 8 mails of a hundred are clicked, by the best
 * one 25.
 */
final class Audience {

  static final List<String> SEGMENTS = List.of("new", "regular", "lapsed");
  static final List<String> DEVICES = List.of("mobile", "desktop");

  private static final double[] SEGMENT_PARTS = {0.3, 0.5, 0.2};
  private static final double MOBILE_PART = 0.6;
  private static final int HOURS = 24;
  private static final int EVENING = 18;
  private static final int NIGHT = 6;

  /** Probability of an open by subject, then in the order of the segments. */
  private static final Map<String, double[]> OPENS =
      Map.of(
          "welcome", new double[] {0.46, 0.20, 0.18},
          "favourites", new double[] {0.22, 0.40, 0.20},
          "miss-you", new double[] {0.14, 0.18, 0.44},
          "newsletter", new double[] {0.20, 0.20, 0.16});

  /** Probability of a click on an opened mail by picture, then in the order of the devices. */
  private static final Map<String, double[]> CLICKS =
      Map.of(
          "close-up", new double[] {0.46, 0.22},
          "panorama", new double[] {0.20, 0.44},
          "product", new double[] {0.28, 0.28});

  /** What an offer makes of that, in the order of the segments. */
  private static final Map<String, double[]> OFFERS =
      Map.of(
          "discount", new double[] {1.35, 0.80, 0.90},
          "early-access", new double[] {0.70, 1.30, 0.70},
          "free-shipping", new double[] {0.85, 0.85, 1.40});

  private final RandomGenerator random;

  Audience(RandomGenerator random) {
    this.random = random;
  }

  /** The next reader. */
  Reader reader() {
    double place = random.nextDouble();
    int segment = 0;
    while (place >= SEGMENT_PARTS[segment] && segment < SEGMENT_PARTS.length - 1) {
      place -= SEGMENT_PARTS[segment++];
    }
    int device = random.nextDouble() < MOBILE_PART ? 0 : 1;
    return new Reader(SEGMENTS.get(segment), DEVICES.get(device), random.nextInt(HOURS));
  }

  /** Whether the reader opens a mail with that subject. */
  boolean opens(Reader reader, String subject) {
    double taste = of(OPENS, subject)[SEGMENTS.indexOf(reader.segment())];
    return happens(taste * mood(reader.hour()));
  }

  /** Whether the reader clicks in a mail that was opened. */
  boolean clicks(Reader reader, String image, String offer) {
    double look = of(CLICKS, image)[DEVICES.indexOf(reader.device())];
    return happens(look * of(OFFERS, offer)[SEGMENTS.indexOf(reader.segment())]);
  }

  private static double[] of(Map<String, double[]> tastes, String arm) {
    return Objects.requireNonNull(tastes.get(arm), arm);
  }

  private static double mood(int hour) {
    if (hour < NIGHT) {
      return 0.8;
    }
    return hour >= EVENING ? 1.15 : 1;
  }

  /** True with the given probability. */
  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** A waiting time: at least {@code least} and on average a second more, at most {@code most}. */
  double seconds(double least, double most) {
    return Math.min(most, least - Math.log1p(-random.nextDouble()));
  }
}
