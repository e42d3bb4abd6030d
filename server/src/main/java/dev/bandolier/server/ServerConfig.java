package dev.bandolier.server;

import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.learn.UpkeepConfig;
import dev.bandolier.server.rpc.GrpcServerConfig.Certificate;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is told.
 *
 * @param listen where gRPC listens
 * @param http where the web page of health and metrics listens
 * @param data the directory of everything that outlives the process
 * @param campaigns files of campaigns that are made or updated at the start
 * @param decisionDurability what a decision survives before it is answered
 * @param outcomeDurability what an acknowledged outcome survives, unless its campaign says otherwise
 * @param ledgerCapacity decisions that are remembered at most
 * @param learningLag facts not learned yet above which feedback is refused
 * @param armMemory bytes for posteriors
 * @param ledgerMemory bytes for the ledger and the statistics
 * @param dimensionLimit entries of a vector at most
 * @param journalSegment bytes of a file of the journal
 * @param diskWatermark free bytes of the disk below which the journal takes no more facts
 * @param upkeep base snapshots, and how much of the journal is kept
 * @param tls the server's certificate; null for none
 * @param insecure whether other machines may come in without TLS
 */
record ServerConfig(
    Address listen,
    Address http,
    Path data,
    List<Path> campaigns,
    Durability decisionDurability,
    Durability outcomeDurability,
    int ledgerCapacity,
    long learningLag,
    long armMemory,
    long ledgerMemory,
    int dimensionLimit,
    int journalSegment,
    long diskWatermark,
    UpkeepConfig upkeep,
    @Nullable Certificate tls,
    boolean insecure) {

  ServerConfig {
    campaigns = List.copyOf(campaigns);
    require(
        ledgerCapacity >= 1000 && ledgerCapacity <= 1 << 25,
        "--ledger-capacity: 1,000 to 33,554,432");
    require(learningLag >= 1000, "--learning-lag: at least 1,000");
    require(armMemory >= 1 << 20, "--memory: at least 1M");
    require(ledgerMemory >= 1 << 20, "--ledger-memory: at least 1M");
    require(dimensionLimit >= 1 && dimensionLimit <= 1000, "--dimension-limit: 1 to 1,000");
    require(journalSegment >= 1 << 20 && journalSegment <= 1 << 30, "--journal-segment: 1M to 1G");
    require(diskWatermark >= 0, "--disk-watermark: not negative");
    require(
        tls != null || insecure || listen.isLoopback(),
        "--listen "
            + listen
            + ": other machines could come in unencrypted. Give --tls-cert and --tls-key, listen on"
            + " loopback, or say --insecure if something else protects this port");
    require(
        insecure || http.isLoopback(),
        "--http "
            + http
            + ": the web page has no TLS. Listen on loopback, or say --insecure if something else"
            + " protects this port");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
