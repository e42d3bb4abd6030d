package dev.bandolier.loadtest.load;

/** Hears what answers hold, item by item. Called by the connections' threads. */
interface AnswerNotes {

  /** A decision: whether it can be learned from, and the model version that it was made with. */
  void decided(boolean tracked, long modelVersion);

  /** An item that was refused; the reason is a constant, or a fate. */
  void refused(String reason);

  /** An outcome that is in the journal, there. */
  void recorded(long position);
}
