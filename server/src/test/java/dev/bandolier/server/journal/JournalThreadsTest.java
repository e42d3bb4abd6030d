package dev.bandolier.server.journal;

import static dev.bandolier.server.journal.TestJournals.TINY;
import static dev.bandolier.server.journal.TestJournals.append;
import static dev.bandolier.server.journal.TestJournals.open;
import static dev.bandolier.server.journal.TestJournals.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many appenders, followers, shared syncs, and disks without room. */
@Timeout(60)
final class JournalThreadsTest {

  private static final int THREADS = 4;
  private static final int EACH = 20_000;
  private static final int SYNCS = 20;

  @TempDir Path directory;

  @Test
  void manyAppenders_areFollowedOnceEachInOrder() throws Exception {
    try (Journal journal = open(directory, TINY.withSizes(1 << 16, 256))) {
      List<Thread> appenders = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int name = i;
        appenders.add(new Thread(() -> appendNumbers(journal, name)));
      }
      appenders.forEach(Thread::start);
      Follower live = new Follower(journal.readChecked(0));
      live.follow();
      for (Thread appender : appenders) {
        appender.join();
      }
      Follower late = new Follower(journal.read(0));
      late.follow();
      assertThat(late.digest).isEqualTo(live.digest);
      assertThat(live.reader.poll(record -> {}, 1)).isZero();
      assertThat(live.reader.position()).isEqualTo(journal.endPosition());
      assertThat(journal.appends()).isEqualTo(THREADS * EACH);
      assertThat(journal.lastTime()).isGreaterThanOrEqualTo(live.reader.time());
    }
  }

  private static void appendNumbers(Journal journal, int name) {
    for (int i = 0; i < EACH; i++) {
      assertThat(append(journal, name + " " + i)).isPositive();
    }
  }

  /** Reads to the last record; checks each appender's order, positions and times. */
  private static final class Follower {

    private final JournalReader reader;
    private final int[] next = new int[THREADS];
    private long position;
    private long time;
    private long digest;

    Follower(JournalReader reader) {
      this.reader = reader;
    }

    void follow() throws IOException {
      while (Arrays.stream(next).sum() < THREADS * EACH) {
        if (reader.poll(this::take, 1000) == 0) {
          Thread.onSpinWait();
        }
      }
    }

    private void take(RecordView record) {
      String[] parts = text(record).split(" ", 2);
      assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
      assertThat(record.position()).isGreaterThan(position);
      assertThat(record.time()).isGreaterThanOrEqualTo(time);
      position = record.position();
      time = record.time();
      digest = digest * 31 + position * 7 + time;
    }
  }

  @Test
  void requestsDuringASync_shareTheNextOne() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger syncs = new AtomicInteger();
    JournalListener listener = new SlowFirstSync(entered, release, syncs);
    try (Journal journal = open(directory, TINY, listener)) {
      CompletableFuture<?> first = journal.whenDurable(append(journal, "first"));
      entered.await();
      List<CompletableFuture<?>> rest = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        rest.add(journal.whenDurable(append(journal, "rest " + i)));
      }
      assertThat(rest).noneMatch(CompletableFuture::isDone);
      release.countDown();
      first.join();
      rest.forEach(CompletableFuture::join);
      assertThat(syncs).hasValue(2);
      assertThat(journal.syncedPosition()).isEqualTo(journal.endPosition());
    }
  }

  /** Also where the syncing thread was woken for its last wait after that was over. */
  @Test
  void whereManyAsk_syncsBeginApart() throws Exception {
    AtomicReference<Journal> journal = new AtomicReference<>();
    List<CompletableFuture<?>> many = new CopyOnWriteArrayList<>();
    JournalListener listener =
        new JournalListener() {
          @Override
          public void synced(long position, long bytes, long nanos) {
            for (int i = 0; i <= Syncer.FEW && many.size() < SYNCS * (Syncer.FEW + 1); i++) {
              many.add(journal.get().whenDurable(append(journal.get(), "one of many")));
            }
            LockSupport.unpark(Thread.currentThread());
          }
        };
    try (Journal opened = open(new LossyFiles(), TINY, listener)) {
      journal.set(opened);
      long before = System.nanoTime();
      opened.whenDurable(append(opened, "first")).join();
      for (int i = 0; i < SYNCS * (Syncer.FEW + 1); i++) {
        many.get(i).join();
      }
      long took = System.nanoTime() - before;
      assertThat(took).isGreaterThanOrEqualTo(SYNCS * Syncer.SPACING_NANOS);
    }
  }

  private record SlowFirstSync(CountDownLatch entered, CountDownLatch release, AtomicInteger syncs)
      implements JournalListener {

    @Override
    public void synced(long position, long bytes, long nanos) {
      syncs.incrementAndGet();
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void unaskedSyncs_reachTheEnd() throws Exception {
    try (Journal journal = open(directory, TINY.withSyncEvery(Duration.ofMillis(1)))) {
      append(journal, "alone");
      while (journal.syncedPosition() < journal.endPosition()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whenDurable_ofWhatWasNeverAppended_isABug() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      for (long never : new long[] {Journal.FULL, 0, journal.endPosition()}) {
        assertThatThrownBy(() -> journal.whenDurable(never))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void diskWithoutRoom_isFullAsAValue_untilThereIsRoom() throws Exception {
    LossyFiles files = new LossyFiles();
    files.limit(10_000);
    try (Journal journal = open(files, TINY.withWatermark(9_500))) {
      int appended = 0;
      while (append(journal, "x".repeat(200)) > 0) {
        appended++;
      }
      assertThat(appended).isEqualTo(4);
      assertThat(append(journal, "x".repeat(200))).isEqualTo(Journal.FULL);
      assertThat(append(journal, "small")).isPositive();
      assertThat(journal.refusals()).isEqualTo(2);
      files.limit(20_000);
      while (append(journal, "x".repeat(200)) < 0) {
        Thread.onSpinWait();
      }
      assertThat(TestJournals.readAll(journal)).hasSize(6);
    }
  }

  @Test
  void belowTheWatermark_onlyWhatTakesBackIsTaken_untilThereIsRoomAgain() throws Exception {
    LossyFiles files = new LossyFiles();
    CountDownLatch starved = new CountDownLatch(1);
    JournalListener listener =
        new JournalListener() {
          @Override
          public void starved(long usableBytes) {
            starved.countDown();
          }
        };
    try (Journal journal = open(files, TINY.withWatermark(9_500), listener)) {
      long before = append(journal, "before");
      files.limit(9_000);
      starved.await();
      assertThat(append(journal, "refused")).isEqualTo(Journal.FULL);
      assertThat(journal.appendInReserve((byte) 1, TestJournals.bytes("back"))).isPositive();
      journal.whenDurable(before).join();
      files.limit(20_000);
      while (append(journal, "after") < 0) {
        Thread.onSpinWait();
      }
      assertThat(TestJournals.readAll(journal)).containsExactly("before", "back", "after");
    }
  }

  @Test
  void failedSync_breaksTheJournalForGood() throws Exception {
    LossyFiles files = new LossyFiles();
    Journal journal = open(files, TINY);
    long position = append(journal, "doomed");
    files.failForces();
    CompletableFuture<?> durable = journal.whenDurable(position);
    assertThatThrownBy(durable::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("the disk is gone");
    assertThat(append(journal, "never")).isEqualTo(Journal.BROKEN);
    assertThatThrownBy(() -> journal.whenDurable(position).join())
        .isInstanceOf(CompletionException.class);
    assertThatThrownBy(journal::close).isInstanceOf(IOException.class);
  }
}
