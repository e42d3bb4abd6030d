package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.v1.ImportDecisionsResponse;

/** What has become of an import. */
public sealed interface ImportOutcome {

  /** All of it is in the journal, folded and on disk as the campaign wants it. */
  record Done(ImportDecisionsResponse response) implements ImportOutcome {}

  /** It ended here; what came before is in the journal. */
  record Refused(Refusal refusal) implements ImportOutcome {}
}
