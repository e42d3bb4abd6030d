package dev.bandolier.client;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a client is to be. For one thread. */
public final class BanditClientBuilder {
  private static final int MOST_MESSAGE_BYTES = 64 << 20;

  private final List<String> targets = new ArrayList<>();
  private int channels = 2;
  private Tls tls = Tls.OFF;
  private @Nullable String authority;
  private Duration keepAlive = Duration.ofSeconds(30);
  private Duration deadline = Duration.ofSeconds(1);
  private Duration batchDeadline = Duration.ofSeconds(30);
  private Duration adminDeadline = Duration.ofSeconds(30);
  private int retries = 1;
  private @Nullable Duration hedgeAfter;
  private @Nullable Executor callbacks;
  private FeedbackSettings feedback = FeedbackSettings.defaults();

  BanditClientBuilder() {}

  /** Where the server is: {@code host:port}, or any gRPC target. Several are several addresses of the same server. */
  public BanditClientBuilder target(String target) {
    targets.add(Objects.requireNonNull(target, "target"));
    return this;
  }

  /** How many connections to each target, 1 to 64; 2 unless set. */
  public BanditClientBuilder channels(int channels) {
    this.channels = Checks.within(channels, 1, 64, "channels");
    return this;
  }

  /** Encrypts, and trusts what the Java installation trusts. Without any of the TLS settings, plain text is spoken. */
  public BanditClientBuilder tls() {
    tls = new Tls(true, tls.trusted(), tls.chain(), tls.key());
    return this;
  }

  /** Encrypts, and trusts the certificates of this PEM file alone. */
  public BanditClientBuilder trust(Path certificates) {
    tls = tls.trusting(Objects.requireNonNull(certificates, "certificates"));
    return this;
  }

  /** Encrypts, and presents the client's own certificate: PEM files, the key in PKCS #8 and not encrypted. */
  public BanditClientBuilder present(Path certificates, Path privateKey) {
    tls =
        tls.presenting(
            Objects.requireNonNull(certificates, "certificates"),
            Objects.requireNonNull(privateKey, "privateKey"));
    return this;
  }

  /** The name that the server's certificate must carry, where it is not the target's host. */
  public BanditClientBuilder authority(String authority) {
    this.authority = Objects.requireNonNull(authority, "authority");
    return this;
  }

  /**
   * How long a connection with calls under way may be silent before it is probed; 30 seconds unless set, 10 seconds at
   * least. A server may refuse to be probed more often than it is configured for.
   */
  public BanditClientBuilder keepAlive(Duration keepAlive) {
    this.keepAlive = Checks.positive(keepAlive, "keepAlive");
    return this;
  }

  /**
   * How long {@code decide} waits where the request does not say; 1 second unless set. An ad server, with a fallback in
   * each request, sets some 50 milliseconds.
   */
  public BanditClientBuilder deadline(Duration deadline) {
    this.deadline = Checks.positive(deadline, "deadline");
    return this;
  }

  /** How long {@code decideBatch} waits; 30 seconds unless set. */
  public BanditClientBuilder batchDeadline(Duration deadline) {
    batchDeadline = Checks.positive(deadline, "deadline");
    return this;
  }

  /** How long one call about campaigns or about a past decision waits; 30 seconds unless set. */
  public BanditClientBuilder adminDeadline(Duration deadline) {
    adminDeadline = Checks.positive(deadline, "deadline");
    return this;
  }

  /**
   * How often, within its deadline, a decision is asked for again: at once and over another connection where the server
   * could not be reached; batches after a pause, and after an overload too. 0 to 10; 1 unless set.
   */
  public BanditClientBuilder retries(int retries) {
    this.retries = Checks.within(retries, 0, 10, "retries");
    return this;
  }

  /**
   * Asks once more, with the same id over another connection, for a decision that has not been answered after this long;
   * the first answer counts. Off unless set, as it costs the server.
   */
  public BanditClientBuilder hedgeAfter(Duration delay) {
    hedgeAfter = Checks.positive(delay, "delay");
    return this;
  }

  /**
   * Where futures are completed; unless set, on a few threads of the client's own. {@code Runnable::run} saves the
   * hand-over, and then what depends on a future runs on a thread of the transport and must not block. Blocking calls do
   * not use it.
   */
  public BanditClientBuilder callbackExecutor(Executor executor) {
    callbacks = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * How much feedback may be unacknowledged at a time, 1 to 10,000,000; 100,000 unless set. The client's own censorings
   * have as much room again.
   */
  public BanditClientBuilder bufferCapacity(int items) {
    feedback =
        new FeedbackSettings(
            items,
            feedback.batch(),
            feedback.calls(),
            feedback.linger(),
            feedback.deadline(),
            feedback.giveUpAfter(),
            feedback.backoff());
    return this;
  }

  /**
   * How feedback is gathered into calls.
   *
   * @param items the most in one call, 1 to 1,000; 500 unless set
   * @param linger how long one waits for others to come along; 2 milliseconds unless set
   */
  public BanditClientBuilder batching(int items, Duration linger) {
    feedback =
        new FeedbackSettings(
            feedback.capacity(),
            items,
            feedback.calls(),
            linger,
            feedback.deadline(),
            feedback.giveUpAfter(),
            feedback.backoff());
    return this;
  }

  /**
   * How feedback is tried again.
   *
   * @param callDeadline how long one call waits; 10 seconds unless set
   * @param giveUpAfter how long an item is tried for; 10 minutes unless set
   * @param firstPause the pause after the first failure, doubled with each; 50 milliseconds unless set
   * @param greatestPause its bound; 5 seconds unless set
   */
  public BanditClientBuilder feedbackRetries(
      Duration callDeadline, Duration giveUpAfter, Duration firstPause, Duration greatestPause) {
    feedback =
        new FeedbackSettings(
            feedback.capacity(),
            feedback.batch(),
            feedback.calls(),
            feedback.linger(),
            callDeadline,
            giveUpAfter,
            new Backoff(firstPause, greatestPause));
    return this;
  }

  /**
   * The client, which connects by itself: it is made whether or not the server can be reached.
   *
   * @throws IllegalStateException if no target was given
   * @throws java.io.UncheckedIOException if a TLS file cannot be read
   */
  public BanditClient build() {
    if (targets.isEmpty()) {
      throw new IllegalStateException("a client needs a target, such as 127.0.0.1:7070");
    }
    List<ManagedChannel> pool = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      targets.forEach(target -> pool.add(channel(target)));
    }
    return build(pool);
  }

  /** The client over these channels, which it then owns. */
  BanditClient build(List<ManagedChannel> pool) {
    Callbacks completing = callbacks == null ? Callbacks.own() : Callbacks.on(callbacks);
    return new BanditClient(
        new Endpoints(pool),
        new ClientSettings(
            deadline, batchDeadline, adminDeadline, retries, hedgeAfter, completing, feedback));
  }

  private ManagedChannel channel(String target) {
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder(target, tls.credentials())
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(MOST_MESSAGE_BYTES)
            .keepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS);
    if (authority != null) {
      builder.overrideAuthority(authority);
    }
    return builder.build();
  }
}
