package dev.bandolier.server.model;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An arm is read as decisions read it, while it is updated four times, so that every copy is written
 * over under the reader: what a reader takes away is one whole update, with the position that belongs to
 * it.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before the first update")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(id = "3, 3", expect = Expect.ACCEPTABLE, desc = "the third")
@Outcome(id = "4, 4", expect = Expect.ACCEPTABLE, desc = "the last")
@Outcome(expect = Expect.FORBIDDEN, desc = "half an update, or another's position")
@State
public class ValidatedRead {
  private final int base = Blocks.take();

  /** The learner. */
  @Actor
  public void writer() {
    for (int number = 1; number <= 4; number++) {
      Blocks.update(base, number);
    }
  }

  /** A decision. */
  @Actor
  public void reader(II_Result result) {
    long sequence;
    do {
      sequence = TwinBlock.acquire(Blocks.MEMORY, base);
      result.r1 = (int) TwinBlock.positionAt(Blocks.MEMORY, base, sequence);
      result.r2 = Blocks.read(TwinBlock.payloadAt(Blocks.MEMORY, base, sequence));
    } while (!TwinBlock.validate(Blocks.MEMORY, base, sequence));
  }
}
