package dev.bandolier.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** 40,000 draws with a fixed seed: the standard errors are below 0.0025. */
final class AudienceTest {

  private static final int DRAWS = 40_000;
  private static final List<String> SUBJECTS =
      List.of("welcome", "favourites", "miss-you", "newsletter");
  private static final List<String> IMAGES = List.of("close-up", "panorama", "product");
  private static final List<String> OFFERS = List.of("discount", "early-access", "free-shipping");

  private final SplittableRandom random = new SplittableRandom(1);
  private final Audience audience = new Audience(random);

  @Test
  void mailsByChance_areClickedEightTimesInAHundred() {
    int clicks = 0;
    for (int i = 0; i < DRAWS; i++) {
      Reader reader = audience.reader();
      clicks += isClicked(reader, any(SUBJECTS), any(IMAGES), any(OFFERS)) ? 1 : 0;
    }
    assertThat((double) clicks / DRAWS).isBetween(0.07, 0.09);
  }

  @Test
  void mailsToEverybodysTaste_areClickedThreeTimesAsOften() {
    int clicks = 0;
    for (int i = 0; i < DRAWS; i++) {
      Reader reader = audience.reader();
      int segment = Audience.SEGMENTS.indexOf(reader.segment());
      int device = Audience.DEVICES.indexOf(reader.device());
      clicks +=
          isClicked(reader, SUBJECTS.get(segment), IMAGES.get(device), OFFERS.get(segment)) ? 1 : 0;
    }
    assertThat((double) clicks / DRAWS).isBetween(0.23, 0.28);
  }

  private boolean isClicked(Reader reader, String subject, String image, String offer) {
    return audience.opens(reader, subject) && audience.clicks(reader, image, offer);
  }

  private String any(List<String> arms) {
    return arms.get(random.nextInt(arms.size()));
  }
}
