package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Acknowledge;
import dev.bandolier.client.Acknowledgement;
import dev.bandolier.client.Activation;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Censoring;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.Retraction;
import java.util.concurrent.CompletableFuture;

/** Something that the server is told about a decision, any number of times, and that must count once. */
sealed interface Act {

  /** Tells it through a client. */
  CompletableFuture<Acknowledgement> tell(BanditClient client, Acknowledge when);

  /** An outcome was seen. */
  record Seen(OutcomeReport report) implements Act {
    @Override
    public CompletableFuture<Acknowledgement> tell(BanditClient client, Acknowledge when) {
      return client.report(report, when);
    }
  }

  /** A deferred decision was shown. */
  record Shown(Activation activation) implements Act {
    @Override
    public CompletableFuture<Acknowledgement> tell(BanditClient client, Acknowledge when) {
      return client.activate(activation, when);
    }
  }

  /** A decision, or a slot of it, shall teach nothing. */
  record Censored(Censoring censoring) implements Act {
    @Override
    public CompletableFuture<Acknowledgement> tell(BanditClient client, Acknowledge when) {
      return client.censor(censoring, when);
    }
  }

  /** An outcome was not real. */
  record TakenBack(Retraction retraction) implements Act {
    @Override
    public CompletableFuture<Acknowledgement> tell(BanditClient client, Acknowledge when) {
      return client.retract(retraction, when);
    }
  }
}
