package dev.bandolier.server.model;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two validated reads by one thread: time never runs backwards for a reader. */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1", "2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "both alike")
@Outcome(
    id = {"0, 1", "0, 2", "1, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "the second newer")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or the second older than the first")
@State
public class TwoReads {
  private final int base = Blocks.take();

  /** The learner. */
  @Actor
  public void writer() {
    Blocks.update(base, 1);
    Blocks.update(base, 2);
  }

  /** Two decisions on one thread. */
  @Actor
  public void reader(II_Result result) {
    result.r1 = read();
    result.r2 = read();
  }

  private int read() {
    long sequence;
    int number;
    do {
      sequence = TwinBlock.acquire(Blocks.MEMORY, base);
      number = Blocks.read(TwinBlock.payloadAt(Blocks.MEMORY, base, sequence));
    } while (!TwinBlock.validate(Blocks.MEMORY, base, sequence));
    return number;
  }
}
