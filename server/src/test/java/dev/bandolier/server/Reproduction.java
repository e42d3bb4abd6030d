package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.decide.Rescorer;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.model.CampaignModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Weighs the arms of every decision of a journal again while the journal is folded once. */
final class Reproduction implements LearnListener {

  private final Map<String, Served> served = new HashMap<>();
  private final Map<Long, List<DecisionMade>> waiting = new TreeMap<>();
  private final Rescorer rescorer = new Rescorer();

  /** How many decisions came out bit for bit. */
  int reproduced;

  /** How many of these had read their posteriors while these moved. */
  int inexact;

  /** How many of these were weighed by what had been learned. */
  int scored;

  private Reproduction() {}

  static Reproduction of(ReplaySource source) throws IOException {
    Reproduction all = new Reproduction();
    JournalReader reader = source.journal().read(0);
    while (reader.position() < source.journal().endPosition()) {
      reader.poll(all::add, 1000);
    }
    try (Replay replay = Replay.beginBefore(1, source, all)) {
      for (long version : all.waiting.keySet()) {
        replay.runTo(version, (position, facts) -> {});
      }
    }
    return all;
  }

  private void add(RecordView record) {
    if (record.type() == FactType.DECISION_MADE) {
      ByteBuffer copy = ByteBuffer.allocate(record.payloadBytes()).put(record.payload()).flip();
      DecisionMade made = new DecisionMade().wrap(copy);
      waiting.computeIfAbsent(made.modelVersion(), version -> new ArrayList<>()).add(made);
    }
  }

  /** The exact ones that did not come out. */
  List<String> missing() {
    return waiting.values().stream()
        .flatMap(List::stream)
        .filter(DecisionMade::versionExact)
        .map(made -> made.id() + " at model version " + made.modelVersion())
        .toList();
  }

  @Override
  public void published(Campaign campaign, Encoder encoder, CampaignModel model) {
    served.put(campaign.uid() + "/" + campaign.revision(), new Served(campaign, encoder, model));
  }

  @Override
  public void stepped(long position) {
    List<DecisionMade> here = waiting.get(position);
    if (here != null) {
      here.removeIf(this::reproduces);
    }
  }

  private boolean reproduces(DecisionMade made) {
    @Nullable Served now = served.get(made.campaign() + "/" + made.revision());
    boolean same = now != null;
    boolean learned = false;
    for (int i = 0; i < made.slotCount() && same; i++) {
      Rescorer.Weights weights = rescorer.weigh(now, made.seekSlot(i));
      same = weights.reproduces(made.seekSlot(i));
      learned |= weights.scored();
    }
    reproduced += same ? 1 : 0;
    inexact += same && !made.versionExact() ? 1 : 0;
    scored += same && learned ? 1 : 0;
    return same;
  }
}
