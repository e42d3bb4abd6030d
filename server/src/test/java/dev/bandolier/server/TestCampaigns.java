package dev.bandolier.server;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.DecisionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/** Campaigns of the tests, and requests that fit them. */
final class TestCampaigns {
  /** When requests are made: a Sunday afternoon in Berlin, so that no test depends on the hour. */
  static final Instant AFTERNOON = Instant.parse("2026-04-12T13:30:00Z");

  private TestCampaigns() {}

  /** Subject, image and offer of a mail, under this name. */
  static String mail(String name) {
    try (var in = TestCampaigns.class.getResourceAsStream("/spring-mail.yaml")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).replace("campaigns/spring-mail", name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One slot {@code banner} with the arms a, b and c, and an outcome {@code click} that is worth its
   * value; the sum of several counts.
   */
  static String banner(String name) {
    return """
    name: %s
    slots:
      - {name: banner, default_arm: a, arms: [{id: a, payload: A}, {id: b, payload: B}, {id: c, payload: C}]}
    reward_rules:
      - outcome: click
        reward: 1
        uses_value: true
        value_range: {min: 0, max: 1000}
        window: 3600s
        aggregation: AGGREGATION_SUM
    """
        .formatted(name);
  }

  /** The banner, made. */
  static String makeBanner(BanditClient client, String id, String more) {
    String name = "campaigns/" + id;
    client.campaigns().create(banner(name) + more.stripIndent());
    return name;
  }

  /** The mail, made. */
  static String makeMail(BanditClient client, String id) {
    String name = "campaigns/" + id;
    client.campaigns().create(mail(name));
    return name;
  }

  /** A question for one mail. */
  static DecisionRequest.Builder reader(String campaign) {
    return DecisionRequest.builder(campaign)
        .category("device", "mobile")
        .number("age", 41)
        .flag("member", true)
        .time(AFTERNOON);
  }
}
