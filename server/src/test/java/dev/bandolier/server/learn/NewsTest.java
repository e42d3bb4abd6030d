package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told comes in its order, once. */
final class NewsTest {

  private final List<Long> told = new ArrayList<>();
  private final List<Long> announced = new ArrayList<>();

  private final LearnListener listener =
      new LearnListener() {
        @Override
        public void forgotten(long keyHi, long keyLo) {
          assertThat(keyLo).isEqualTo(~keyHi);
          told.add(keyHi);
        }

        @Override
        public void forgetting(long[] keys, int words) {
          for (int i = 0; i < words; i += 2) {
            assertThat(keys[i + 1]).isEqualTo(~keys[i]);
            announced.add(keys[i]);
          }
        }
      };

  @Test
  void forgottenKeysAndOtherNews_areToldInTheOrderInWhichTheyCame() {
    News news = new News(listener);
    List<Long> expected = new ArrayList<>();
    for (long i = 0; i < 1000; i++) {
      long item = i;
      if (i % 3 == 0) {
        news.add(() -> told.add(item));
      } else {
        news.forget(item, ~item);
      }
      expected.add(item);
    }
    news.tell();
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void whatWasTold_isNotToldAgain() {
    News news = new News(listener);
    news.forget(1, ~1);
    news.tell();
    news.forget(2, ~2);
    news.tell();
    assertThat(told).containsExactly(1L, 2L);
    assertThat(announced).isEqualTo(told);
  }
}
