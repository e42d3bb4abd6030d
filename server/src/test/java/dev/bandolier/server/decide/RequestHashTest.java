package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.SlotRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RequestHashTest {

  private static final Feature DEVICE =
      Feature.newBuilder().setName("device").setCategory("mobile").build();
  private static final Feature AGE = Feature.newBuilder().setName("age").setNumber(3).build();
  private static final SlotRequest SUBJECT =
      SlotRequest.newBuilder().setSlot("subject").addOnly("a").addOnly("b").build();
  private static final SlotRequest IMAGE =
      SlotRequest.newBuilder().setSlot("image").addExcept("x").setCount(2).build();

  @Test
  void theSameRequest_inAnotherOrder_hasTheSameHash() {
    DecideRequest one =
        request(List.of(DEVICE, AGE), List.of(SUBJECT, IMAGE)).toBuilder()
            .putLabels("send", "1")
            .putLabels("place", "top")
            .build();
    SlotRequest turned = SUBJECT.toBuilder().clearOnly().addOnly("b").addOnly("a").build();
    DecideRequest other =
        request(List.of(AGE, DEVICE), List.of(IMAGE, turned)).toBuilder()
            .putLabels("place", "top")
            .putLabels("send", "1")
            .setDecisionId("any")
            .setReturnPmf(true)
            .build();

    assertThat(hi(other)).isEqualTo(hi(one));
    assertThat(lo(other)).isEqualTo(lo(one));
  }

  @Test
  void everyDifference_thatMatters_changesTheHash() {
    DecideRequest base = request(List.of(DEVICE, AGE), List.of(SUBJECT, IMAGE));
    List<DecideRequest> different =
        List.of(
            base,
            base.toBuilder().setUnit("u").build(),
            base.toBuilder().setDeferred(true).build(),
            base.toBuilder().putLabels("send", "1").build(),
            base.toBuilder().putLabels("send", "2").build(),
            base.toBuilder().putLabels("1", "send").build(),
            request(List.of(DEVICE), List.of(SUBJECT, IMAGE)),
            request(List.of(AGE), List.of(SUBJECT, IMAGE)),
            request(List.of(AGE.toBuilder().setNumber(4).build()), List.of(SUBJECT, IMAGE)),
            request(List.of(AGE.toBuilder().setFlag(true).build()), List.of(SUBJECT, IMAGE)),
            request(List.of(AGE.toBuilder().setFlag(false).build()), List.of(SUBJECT, IMAGE)),
            request(List.of(DEVICE, AGE), List.of(SUBJECT)),
            request(List.of(DEVICE, AGE), List.of()),
            request(List.of(DEVICE, AGE), List.of(IMAGE.toBuilder().setCount(3).build())),
            request(List.of(DEVICE, AGE), List.of(swapped(SUBJECT))),
            context(base, base.getContext().toBuilder().setTimeZone("Europe/Berlin").build()),
            context(
                base,
                base.getContext().toBuilder().setTime(Timestamp.getDefaultInstance()).build()));
    Set<Long> hi = new HashSet<>();
    Set<Long> lo = new HashSet<>();
    different.forEach(request -> hi.add(hi(request)));
    different.forEach(request -> lo.add(lo(request)));

    assertThat(hi).hasSameSizeAs(different);
    assertThat(lo).hasSameSizeAs(different).doesNotContainAnyElementsOf(hi);
  }

  @Test
  void theHash_isWhatJournalsHold() {
    DecideRequest request = request(List.of(DEVICE, AGE), List.of(SUBJECT, IMAGE));

    assertThat(hi(request)).isEqualTo(HI);
    assertThat(lo(request)).isEqualTo(LO);
  }

  @Test
  void ofAUnit_onlyItsSaltedHashIsInIt() {
    DecideRequest base = request(List.of(DEVICE, AGE), List.of(SUBJECT, IMAGE));
    RequestHash one = new RequestHash();
    RequestHash other = new RequestHash();
    one.hash(base.toBuilder().setUnit("anna@example.com").build(), false, 5, 6);
    other.hash(base.toBuilder().setUnit("bob@example.com").build(), false, 5, 6);

    assertThat(List.of(one.hi(), one.lo())).containsExactly(other.hi(), other.lo());
    other.hash(base.toBuilder().setUnit("anna@example.com").build(), false, 5, 7);
    assertThat(other.hi()).isNotEqualTo(one.hi());
    assertThat(other.lo()).isNotEqualTo(one.lo());
  }

  @Test
  void theHashWithAUnitsText_isWhatOlderJournalsHold() {
    RequestHash hash = new RequestHash();
    hash.hashWithUnitText(
        request(List.of(DEVICE, AGE), List.of(SUBJECT, IMAGE)).toBuilder()
            .setUnit("anna@example.com")
            .build(),
        false);

    assertThat(hash.hi()).isEqualTo(1133226673664988246L);
    assertThat(hash.lo()).isEqualTo(8161997092622001369L);
  }

  private static final long HI = 4194664169569034898L;
  private static final long LO = -4958237783068857137L;

  private static SlotRequest swapped(SlotRequest slot) {
    return slot.toBuilder().clearOnly().addAllExcept(slot.getOnlyList()).build();
  }

  private static DecideRequest context(DecideRequest base, Context context) {
    return base.toBuilder().setContext(context).build();
  }

  private static DecideRequest request(List<Feature> features, List<SlotRequest> slots) {
    return DecideRequest.newBuilder()
        .setCampaign("campaigns/c")
        .setContext(Context.newBuilder().addAllFeatures(features))
        .addAllSlots(slots)
        .build();
  }

  private static long hi(DecideRequest request) {
    return hash(request).hi();
  }

  private static long lo(DecideRequest request) {
    return hash(request).lo();
  }

  private static RequestHash hash(DecideRequest request) {
    RequestHash hash = new RequestHash();
    hash.hash(request, Labels.areIn(request), request.getUnit().length(), 1);
    return hash;
  }
}
