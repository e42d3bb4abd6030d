package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.reward.Receipt;
import dev.bandolier.v1.Acknowledgement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Says receipts on the wire. */
final class Receipts {

  private Receipts() {}

  static Acknowledgement message(Receipt receipt) {
    Acknowledgement.Builder message =
        Acknowledgement.newBuilder().setFate(receipt.fate()).setPosition(receipt.position());
    Refusal refusal = receipt.refusal();
    return refusal == null ? message.build() : message.setError(Statuses.error(refusal)).build();
  }

  /** Completes with all of them, in their order. */
  static CompletableFuture<List<Receipt>> all(List<CompletableFuture<Receipt>> receipts) {
    return CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
        .thenApply(done -> receipts.stream().map(CompletableFuture::join).toList());
  }

  /** The refusal that every single one met because the server could not take it, or null. */
  static @Nullable Refusal common(List<Receipt> receipts) {
    Refusal first = receipts.isEmpty() ? null : receipts.get(0).refusal();
    if (first == null || !isServers(first)) {
      return null;
    }
    Refusal.Reason reason = first.reason();
    return receipts.stream().allMatch(receipt -> meets(receipt.refusal(), reason)) ? first : null;
  }

  private static boolean meets(@Nullable Refusal refusal, Refusal.Reason reason) {
    return refusal != null && refusal.reason() == reason;
  }

  private static boolean isServers(Refusal refusal) {
    return switch (refusal.reason()) {
      case OVERLOADED, JOURNAL_FULL, SHUTTING_DOWN -> true;
      default -> false;
    };
  }
}
