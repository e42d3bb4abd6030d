package dev.bandolier.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.v1.Fate;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ServingMode;
import org.junit.jupiter.api.Test;

final class ShortNamesTest {

  @Test
  void prefixes_areCut() {
    assertThat(ShortNames.of(ServingMode.SERVING_MODE_DEFAULT_ARM)).isEqualTo("DEFAULT_ARM");
    assertThat(ShortNames.of(PolicyType.POLICY_TYPE_LIN_UCB)).isEqualTo("LIN_UCB");
    assertThat(ShortNames.of(Fate.FATE_UNKNOWN_DECISION)).isEqualTo("UNKNOWN_DECISION");
  }

  @Test
  void bothNames_areFound() {
    assertThat(ShortNames.find(HoldoutArms.getDescriptor(), "UNIFORM"))
        .isEqualTo(HoldoutArms.HOLDOUT_ARMS_UNIFORM.getValueDescriptor());
    assertThat(ShortNames.find(HoldoutArms.getDescriptor(), "HOLDOUT_ARMS_UNIFORM"))
        .isEqualTo(HoldoutArms.HOLDOUT_ARMS_UNIFORM.getValueDescriptor());
    assertThat(ShortNames.find(HoldoutArms.getDescriptor(), "uniform")).isNull();
  }

  @Test
  void messages_listWhatMayBeSaid() {
    assertThat(ShortNames.all(HoldoutArms.getDescriptor())).isEqualTo("UNIFORM, DEFAULT_ARM");
    assertThat(ShortNames.all(HoldoutArms.UNRECOGNIZED)).isEqualTo("UNIFORM, DEFAULT_ARM");
  }
}
