package dev.bandolier.loadtest.load;

import com.google.protobuf.MessageLite;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.ReportStreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a campaign of this load is asked and told: contexts drawn evenly from all devices, hours and
 * segments, the same ones for the same seed. Not thread-safe.
 */
final class Questions {

  private static final int CONTEXTS = 512;
  private static final int BATCHES = 16;
  private static final int HOURS = 24;

  private final String campaign;
  private final Random random;

  Questions(String campaign, long seed) {
    this.campaign = campaign;
    this.random = new Random(seed);
  }

  /** What is sent in a mode; a batch has so many items. */
  Deck deck(Mode mode, int batchItems) {
    return switch (mode) {
      case UNARY -> deck(CONTEXTS, this::decide);
      case STREAM ->
          deck(CONTEXTS, () -> DecideStreamRequest.newBuilder().setRequest(decide()).build());
      case BATCH -> deck(BATCHES, () -> batch(batchItems));
      case OUTCOMES -> deck(1, this::outcome);
    };
  }

  private static Deck deck(int size, Supplier<MessageLite> message) {
    return new Deck(
        Stream.generate(message).limit(size).map(one -> new Template(one.toByteArray())).toList());
  }

  /** One question without an id, which may be asked again and again. */
  DecideRequest anonymous() {
    return DecideRequest.newBuilder().setCampaign(campaign).setContext(context()).build();
  }

  private DecideRequest decide() {
    return anonymous().toBuilder().setDecisionId(Template.MARK).build();
  }

  private DecideBatchRequest batch(int items) {
    List<DecideRequest> all = new ArrayList<>(items);
    for (int i = 0; i < items; i++) {
      all.add(
          DecideRequest.newBuilder().setDecisionId(Template.MARK).setContext(context()).build());
    }
    return DecideBatchRequest.newBuilder().setCampaign(campaign).addAllItems(all).build();
  }

  private ReportStreamRequest outcome() {
    return ReportStreamRequest.newBuilder()
        .setOutcome(
            Outcome.newBuilder()
                .setCampaign(campaign)
                .setDecisionId(Template.MARK)
                .setName(LoadCampaign.OUTCOME))
        .setAcknowledgeWhen(AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED)
        .build();
  }

  private Context context() {
    return Context.newBuilder()
        .addFeatures(Feature.newBuilder().setName("device").setCategory(any(LoadCampaign.DEVICES)))
        .addFeatures(Feature.newBuilder().setName("hour").setNumber(random.nextInt(HOURS)))
        .addFeatures(
            Feature.newBuilder().setName("segment").setCategory(any(LoadCampaign.SEGMENTS)))
        .build();
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
