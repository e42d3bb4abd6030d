package dev.bandolier.loadtest.replay;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One of Vowpal Wabbit's exploration algorithms as if it were a server, so that it meets the same rows,
 * seeds and rewards. Safe for several threads; each campaign is a learner of its own.
 */
final class PeerServer implements Server {
  /** What is run unless asked otherwise: its exploration algorithms, as its documentation names them. */
  static final List<PeerServer> ALL =
      List.of(
          new PeerServer("vw-epsilon", "--epsilon 0.05"),
          new PeerServer("vw-bag", "--bag 5"),
          new PeerServer("vw-squarecb", "--squarecb"),
          new PeerServer("vw-regcb", "--regcb --mellowness 0.01"),
          new PeerServer("vw-cover", "--cover 5"));

  private final String name;
  private final String arguments;
  private final CostScale costs;

  /**
   * Under a name, told costs of {@link CostScale#UNIT}.
   *
   * @param arguments of its command line
   */
  PeerServer(String name, String arguments) {
    this(name, arguments, CostScale.UNIT);
  }

  private PeerServer(String name, String arguments, CostScale costs) {
    this.name = name;
    this.arguments = arguments;
    this.costs = costs;
  }

  /** The same, told costs of a scale, which its name says where it is another one. */
  PeerServer told(CostScale scale) {
    return scale == costs ? this : new PeerServer(name + "-" + scale.word(), arguments, scale);
  }

  /**
   * The peers that the texts name; {@code none} alone stands for no peer.
   *
   * @throws SpecException where there is none of a name
   */
  static List<PeerServer> parse(List<String> texts) {
    return texts.equals(List.of("none")) ? List.of() : texts.stream().map(PeerServer::of).toList();
  }

  /**
   * The peer that the text names, or {@code name=ARGUMENTS} for one of other settings.
   *
   * @throws SpecException where there is none
   */
  static PeerServer of(String text) {
    int equals = text.indexOf('=');
    if (equals > 0) {
      return new PeerServer(text.substring(0, equals), text.substring(equals + 1));
    }
    return ALL.stream()
        .filter(peer -> peer.name.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new SpecException(
                    "--peers: no '"
                        + text
                        + "'; known are "
                        + ALL.stream().map(p -> p.name).toList()));
  }

  String name() {
    return name;
  }

  @Override
  public ServedCampaign create(
      String campaign, Problem problem, @Nullable PolicyChoice policy, OptionalLong seed) {
    return new PeerCampaign(name, arguments, costs, problem, seed);
  }

  @Override
  public void close() {}
}
