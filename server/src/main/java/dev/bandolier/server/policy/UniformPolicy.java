package dev.bandolier.server.policy;

import java.util.Arrays;

/** Every arm alike: the control that others are compared with. */
public final class UniformPolicy implements Policy {
  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    Arrays.fill(pmf, 0, estimates.count, 1.0 / estimates.count);
  }
}
