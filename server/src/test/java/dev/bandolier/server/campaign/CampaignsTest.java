package dev.bandolier.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CampaignsTest {

  private final Campaigns campaigns = new Campaigns();

  private static Campaign campaign(int uid, String name) {
    return Campaign.compile(
        new CampaignChanged(
            Change.CREATED, uid, 1, 0, 0, List.of(), Samples.mail().setName(name).build()),
        0,
        null);
  }

  @Test
  void aCampaign_isFoundByNameAndUid() {
    Campaign a = campaign(3, "campaigns/a");
    campaigns.publish(a);

    assertThat(campaigns.find("campaigns/a")).isSameAs(a);
    assertThat(campaigns.find(3)).isSameAs(a);
    assertThat(campaigns.find(4)).isNull();
    assertThat(campaigns.size()).isEqualTo(1);
  }

  @Test
  void aName_isFreeOnceItsCampaignIsRemoved() {
    Campaign first = campaign(1, "campaigns/a");
    Campaign second = campaign(2, "campaigns/a");
    campaigns.publish(first);
    campaigns.remove(first);
    assertThat(campaigns.find("campaigns/a")).isNull();

    campaigns.publish(second);
    campaigns.remove(first);
    assertThat(campaigns.find("campaigns/a")).isSameAs(second);
    assertThat(campaigns.find(1)).isNull();
  }

  @Test
  void pages_followTheNames() {
    List.of("campaigns/c", "campaigns/a", "tenants/t/campaigns/b", "campaigns/b")
        .forEach(name -> campaigns.publish(campaign(campaigns.nextUid(), name)));

    assertThat(campaigns.page("", 2, c -> true))
        .extracting(Campaign::name)
        .containsExactly("campaigns/a", "campaigns/b");
    assertThat(campaigns.page("campaigns/b", 9, c -> true))
        .extracting(Campaign::name)
        .containsExactly("campaigns/c", "tenants/t/campaigns/b");
    assertThat(campaigns.page("", 9, c -> c.name().startsWith("tenants/"))).hasSize(1);
    assertThat(campaigns.all()).hasSize(4);
  }

  @Test
  void uids_areNotGivenOutAgain() {
    Campaign deleted = campaign(9, "campaigns/a");
    campaigns.publish(deleted);
    campaigns.remove(deleted);
    campaigns.used(20);
    campaigns.used(4);

    assertThat(campaigns.nextUid()).isEqualTo(21);
    assertThat(campaigns.nextUid()).isEqualTo(22);
  }
}
