package dev.bandolier.server.model;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The same without the last look at the sequence number: what validating is for. That torn reads are
 * seen here, and marked as interesting, shows that the other tests could see them.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1", "2, 2", "3, 3", "4, 4"},
    expect = Expect.ACCEPTABLE,
    desc = "whole by luck")
@Outcome(expect = Expect.ACCEPTABLE_INTERESTING, desc = "torn: overtaken by two updates")
@State
public class UnvalidatedRead {
  private final int base = Blocks.take();

  /** The learner. */
  @Actor
  public void writer() {
    for (int number = 1; number <= 4; number++) {
      Blocks.update(base, number);
    }
  }

  /** A careless reader. */
  @Actor
  public void reader(II_Result result) {
    long sequence = TwinBlock.acquire(Blocks.MEMORY, base);
    result.r1 = (int) TwinBlock.positionAt(Blocks.MEMORY, base, sequence);
    result.r2 = Blocks.read(TwinBlock.payloadAt(Blocks.MEMORY, base, sequence));
  }
}
