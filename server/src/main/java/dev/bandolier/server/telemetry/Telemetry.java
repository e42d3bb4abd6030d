package dev.bandolier.server.telemetry;

import dev.bandolier.server.decide.DecideListener;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.manage.ManageListener;
import dev.bandolier.server.reward.RewardListener;
import dev.bandolier.server.rpc.RpcListener;
import dev.bandolier.server.store.StoreListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry SDK, configured by the standard {@code OTEL_*} variables, and the listeners that
 * feed it. Nothing is exported unless those variables ask for it; the text for Prometheus can always be
 * had from {@link #writeMetrics}. Traces need an exporter and a ratio ({@code OTEL_TRACES_EXPORTER},
 * {@code OTEL_TRACES_SAMPLER_ARG}): the default is none.
 *
 * <p>Any thread. Started before the rooms and closed after them.
 */
public final class Telemetry implements AutoCloseable {

  private static final String NONE = "none";
  private static final String SCOPE = "dev.bandolier.server";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name",
          "bandolier",
          "otel.traces.exporter",
          NONE,
          "otel.metrics.exporter",
          NONE,
          "otel.logs.exporter",
          NONE,
          "otel.traces.sampler",
          "parentbased_traceidratio",
          "otel.traces.sampler.arg",
          "0");

  private final PrometheusMetricReader reader;
  private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();
  private final OpenTelemetrySdk sdk;
  private final DecideMeter decide;
  private final RewardMeter reward;
  private final ManageMeter manage;
  private final RpcMeter rpc;
  private final LearnMeter learn;
  private final JournalMeter journal;
  private final StoreMeter store;
  private final BaseMeter bases;
  private final Gauges gauges;

  private Telemetry(PrometheusMetricReader reader, OpenTelemetrySdk sdk) {
    this.reader = reader;
    this.sdk = sdk;
    Meter meter = sdk.getMeter(SCOPE);
    Errors errors = new Errors(meter);
    decide = new DecideMeter(meter);
    reward = new RewardMeter(meter);
    manage = new ManageMeter(meter);
    rpc = new RpcMeter(meter, errors);
    learn = new LearnMeter(meter, errors, decide::withdrawn);
    journal = new JournalMeter(meter, errors);
    store = new StoreMeter(meter, errors);
    bases = new BaseMeter(meter, errors);
    gauges = new Gauges(meter, learn, errors);
  }

  /**
   * Starts the SDK.
   *
   * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException if an {@code OTEL_*} variable
   *     makes no sense
   */
  public static Telemetry start() {
    PrometheusMetricReader reader =
        PrometheusMetricReader.builder().setOtelScopeLabelsEnabled(false).build();
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> DEFAULTS)
            .addMeterProviderCustomizer((builder, config) -> builder.registerMetricReader(reader))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    return new Telemetry(reader, sdk);
  }

  /** Begins to read what is watched. Before the learner follows, or its lag is not right. */
  public void watch(Watched watched) {
    gauges.watch(watched);
  }

  /** Ends it; nothing is read any more when this returns. */
  public void rest() {
    gauges.rest();
  }

  /** Why facts are not learned or not kept any more, in one line; null while they are. */
  public @Nullable String ailment() {
    if (journal.failure() != null) {
      return "the journal cannot be written: " + journal.failure();
    }
    return learn.failure() == null ? null : "learning has stopped: " + learn.failure();
  }

  /** Writes all metrics in Prometheus' text format. */
  public void writeMetrics(OutputStream out) throws IOException {
    text.write(out, reader.collect(), EscapingScheme.UNDERSCORE_ESCAPING);
  }

  /** The content type of that text. */
  public static String metricsType() {
    return PrometheusTextFormatWriter.CONTENT_TYPE;
  }

  /** The SDK, for those who bring metrics of their own. */
  public OpenTelemetry openTelemetry() {
    return sdk;
  }

  /** Hears of decisions. */
  public DecideListener decide() {
    return decide;
  }

  /** Hears of feedback. */
  public RewardListener reward() {
    return reward;
  }

  /** Hears of changed campaigns. */
  public ManageListener manage() {
    return manage;
  }

  /** Hears of calls. */
  public RpcListener rpc() {
    return rpc;
  }

  /** Hears what folding decides. */
  public LearnListener learn() {
    return learn;
  }

  /** Hears of the journal. */
  public JournalListener journal() {
    return journal;
  }

  /** Hears of the store. */
  public StoreListener store() {
    return store;
  }

  /** Hears of base snapshots. */
  public BaseListener bases() {
    return bases;
  }

  /** Exports what is left. */
  @Override
  public void close() {
    sdk.close();
  }
}
