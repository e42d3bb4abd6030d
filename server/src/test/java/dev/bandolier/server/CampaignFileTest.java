package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import dev.bandolier.server.campaign.CampaignRules;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.campaign.Samples;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.DerivedFrom;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ServingMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CampaignFileTest {

  private static final String MAIL =
      """
      name: campaigns/spring-mail
      displayName: Spring mail
      mode: ONLINE
      slots:
        - name: subject
          default_arm: 007
          arms:
            - {id: 007, payload: "Hello", state: ACTIVE}
            - id: no
              state: ARM_STATE_PAUSED
      schema:
        features:
          - {name: hour, cyclic: {period: 24, derivedFrom: HOUR_OF_DAY}}
          - name: vip
            boolean:
        time_zone: Europe/Berlin
      policy: {type: LINEAR_THOMPSON, exploration: 0.5}
      reward_rules:
        - {outcome: open, reward: 1, window: 2d, machine: UNKNOWABLE}
      grace: 90s
      remember: 12h
      activation_window: 30m
      floor: 1e-3
      """;

  private static Campaign parse(String yaml) throws IOException, CampaignFileException {
    return CampaignFile.parse(yaml, "mail.yaml");
  }

  @Test
  void shortNamesAndShortDurations_areRead() throws Exception {
    Campaign campaign = parse(MAIL);

    assertThat(CampaignRules.check(campaign, Limits.DEFAULT)).isEmpty();
    assertThat(campaign.getMode()).isEqualTo(ServingMode.SERVING_MODE_ONLINE);
    assertThat(campaign.getPolicy().getType()).isEqualTo(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
    assertThat(campaign.getRewardRules(0).getMachine())
        .isEqualTo(MachineEffect.MACHINE_EFFECT_UNKNOWABLE);
    assertThat(campaign.getRewardRules(0).getWindow().getSeconds()).isEqualTo(172_800);
    assertThat(campaign.getGrace().getSeconds()).isEqualTo(90);
    assertThat(campaign.getRemember().getSeconds()).isEqualTo(43_200);
    assertThat(campaign.getActivationWindow().getSeconds()).isEqualTo(1800);
    assertThat(campaign.getFloor()).isEqualTo(0.001);
    assertThat(campaign.getDisplayName()).isEqualTo("Spring mail");
  }

  @Test
  void stringsWithoutQuotes_areTakenAsTheyStand() throws Exception {
    Campaign campaign = parse(MAIL);

    assertThat(campaign.getSlots(0).getArms(0).getId()).isEqualTo("007");
    assertThat(campaign.getSlots(0).getDefaultArm()).isEqualTo("007");
    assertThat(campaign.getSlots(0).getArms(1).getId()).isEqualTo("no");
    assertThat(campaign.getSlots(0).getArms(1).getState()).isEqualTo(ArmState.ARM_STATE_PAUSED);
    assertThat(campaign.getSchema().getFeatures(0).getCyclic().getDerivedFrom())
        .isEqualTo(DerivedFrom.DERIVED_FROM_HOUR_OF_DAY);
    assertThat(campaign.getSchema().getFeatures(1).hasBoolean()).isTrue();
  }

  @Test
  void whatIsWritten_isReadBack() throws Exception {
    Campaign campaign = Samples.created(Samples.mail()).definition();
    String yaml = CampaignFile.write(campaign);

    assertThat(parse(yaml))
        .isEqualTo(
            campaign.toBuilder()
                .clearEtag()
                .clearRevision()
                .clearCreateTime()
                .clearUpdateTime()
                .build());
    assertThat(yaml)
        .contains("mode: ONLINE")
        .contains("machine: UNKNOWABLE")
        .doesNotContain("MODE_");
  }

  @Test
  void json_hasShortNames() throws Exception {
    assertThat(ShortJson.text(Campaign.newBuilder().setMode(ServingMode.SERVING_MODE_FROZEN)))
        .isEqualTo("{\"mode\":\"FROZEN\"}");
  }

  @Test
  void aFile_isRead(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("mail.yaml"), MAIL);

    assertThat(CampaignFile.read(file)).isEqualTo(parse(MAIL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nmae: x                     | no key 'nmae' here; one of name,",
        "slots: [{arms: [{ide: x}]}] | slots[0].arms[0]: no key 'ide' here; one of id,",
        "slots: {}                   | slots: must be a list",
        "name: [x]                   | name: must be a single value",
        "policy: 3                   | policy: must be a mapping with keys out of type,",
        "slots: [3]                  | slots[0]: must be a mapping with keys out of name,",
        "mode: online                | mode: must be one of ONLINE, FROZEN,",
        "floor: small                | floor: must be a number",
        "floor: 1d                   | floor: must be a number",
        "revision: 1.5               | revision: must be a number",
        "grace: 5                    | grace: must be a duration such as 30m",
        "grace: {}                   | grace: must be a duration such as 30m",
        "create_time: today          | create_time: must be a time such as",
        "every_zero_is_reported: yes | every_zero_is_reported: must be true or false",
        "{name: a, name: b}          | ''",
        "{displayName: a, display_name: b} | 'display_name' occurs twice",
        "{schema: {features: [{boolean: {}, numeric: {}}]}} "
            + "| schema.features[0]: 'numeric' occurs twice, or beside",
        "[name]                      | the document must be a mapping",
      })
  void aBadFile_isExplained(String yaml, String message) {
    String expected = message.equals("''") ? "" : message.replace('\'', '"');

    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(CampaignFileException.class)
        .hasMessageStartingWith("mail.yaml:1: " + expected)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatIsNotYaml_isExplained() {
    assertThatThrownBy(() -> parse("name: [a"))
        .isInstanceOf(CampaignFileException.class)
        .hasMessageStartingWith("mail.yaml:1: ");
  }

  @Test
  void aLineFurtherDown_isNamed() {
    assertThatThrownBy(() -> parse(MAIL + "policies: {}\n"))
        .hasMessageStartingWith("mail.yaml:24: no key \"policies\" here");
  }

  @Test
  void anEmptyFileOrTwoDocuments_areExplained() {
    assertThatThrownBy(() -> parse("")).isInstanceOf(CampaignFileException.class);
    assertThatThrownBy(() -> parse("name: a\n---\nname: b\n"))
        .hasMessageContaining("only one document");
    assertThatThrownBy(() -> parse("name: &x a\ndisplay_name: *x\n"))
        .hasMessageContaining("aliases are not supported");
  }

  @ParameterizedTest
  @CsvSource({
    "1500ms, 1, 500000000",
    "1.5s, 1, 500000000",
    "0.000000001s, 0, 1",
    "2m, 120, 0",
    "3h, 10800, 0",
    "1.5d, 129600, 0",
    "-1.5s, -1, -500000000"
  })
  void durations_areRead(String text, long seconds, int nanos) {
    assertThat(DurationText.parse(text))
        .isEqualTo(Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build());
  }

  @ParameterizedTest
  @CsvSource({"5", "d", "1w", "1 d", "1e3s", "9999999999999d", "''", "+1s"})
  void whatIsNoDuration_isNotRead(String text) {
    assertThat(DurationText.parse(text)).isNull();
  }
}
