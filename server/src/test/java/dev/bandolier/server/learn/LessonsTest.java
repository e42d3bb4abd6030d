package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LessonsTest {

  private static final int DIMENSION = 4;
  private static final int ARM = ArmLayout.words(DIMENSION);
  private static final int REGISTER = 2 * ARM;

  private final Memory memory = slot();
  private final Lessons lessons = new Lessons();
  private final SparseVector x = new SparseVector(DIMENSION);

  @AfterEach
  void end() {
    lessons.atOnce();
  }

  private static Memory slot() {
    Memory slot = Memory.allocate(REGISTER + SlotRegister.WORDS);
    SlotRegister.initialise(slot, REGISTER);
    for (int arm = 0; arm < 2; arm++) {
      ArmPosterior.initialise(slot, arm * ARM, DIMENSION, 1);
      SlotRegister.add(slot, REGISTER, slot, arm * ARM);
    }
    return slot;
  }

  private void give(Lessons how, Memory where, int arm, int index, double value, double reward) {
    x.clear();
    x.add(index, value);
    how.next()
        .of(where, arm * ARM, arm * ARM, ArmDelta.NONE)
        .in(where, REGISTER)
        .says(x, Double.NaN, reward, 1, 0);
    how.give();
  }

  private void give(Lessons how, Memory where, int count) {
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      int index = 1 + random.nextInt(DIMENSION - 1);
      give(how, where, random.nextInt(2), index, random.nextDouble(), random.nextInt(2));
    }
  }

  @Test
  void moreLessonsThanTheRingHolds_givenBeside_leaveTheSameBits() {
    Memory other = slot();
    Lessons atOnce = new Lessons();
    give(atOnce, other, 5000);
    atOnce.await();
    lessons.beside();
    give(lessons, memory, 5000);
    lessons.await();
    for (int word = 0; word < memory.words(); word++) {
      assertThat(memory.getLong(word)).isEqualTo(other.getLong(word));
    }
  }

  @Test
  void fewLessons_areGivenByTheTimeSomebodyHasWaitedForThem() {
    lessons.beside();
    for (int i = 1; i <= 200; i++) {
      give(lessons, memory, 0, 1, 0.5, 1);
      lessons.await();
      assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(i);
    }
  }

  @Test
  void lessonThatFails_isToldToWhoeverWaits_andNoFurtherOneIsGiven() {
    lessons.beside();
    give(lessons, memory, 0, 1, 0.5, 1);
    give(lessons, memory, 0, DIMENSION, 0.5, 1);
    give(lessons, memory, 1, 1, 0.5, 1);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(lessons::await).hasMessageContaining("a vector of dimension 5");
    }
    assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(1);
    assertThat(ArmPosterior.weight(memory, ARM)).isZero();
  }

  @Test
  void endedWhileLessonsWait_givesThem() {
    lessons.beside();
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.await();
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.atOnce();
    assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(2);
  }

  @Test
  void endedBeforeTheThreadWasNeeded_givesThemToo() {
    lessons.beside();
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.atOnce();
    assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(1);
  }

  @Test
  void whatIsChangedByTheFoldingThreadItself_isThereForTheNextLessonBeside() {
    Memory other = slot();
    Lessons atOnce = new Lessons();
    lessons.beside();
    for (int i = 0; i < 50; i++) {
      change(atOnce, other);
      change(lessons, memory);
    }
    atOnce.await();
    lessons.await();
    for (int word = 0; word < memory.words(); word++) {
      assertThat(memory.getLong(word)).isEqualTo(other.getLong(word));
    }
  }

  private void change(Lessons how, Memory where) {
    give(how, where, 3);
    x.clear();
    x.add(2, 0.25);
    ArmPosterior.observe(where, 0, x, 1, 1, how.workspace());
  }
}
