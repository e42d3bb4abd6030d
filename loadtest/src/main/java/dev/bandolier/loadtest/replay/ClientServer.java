package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.CampaignInfo;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The server through the Java client. Safe for several threads. */
final class ClientServer implements Server {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int CHANNELS = 4;
  private static final int RETRIES = 5;
  private static final String POLICY_PREFIX = "POLICY_TYPE_";
  private static final JsonMapper JSON = new JsonMapper();

  private final BanditClient client;

  /**
   * At an address.
   *
   * @param address as in {@code 127.0.0.1:7070}
   */
  ClientServer(String address) {
    client =
        BanditClient.builder()
            .target(address)
            .channels(CHANNELS)
            .deadline(DEADLINE)
            .retries(RETRIES)
            .callbackExecutor(Runnable::run)
            .build();
  }

  @Override
  public ServedCampaign create(
      String name, Problem problem, @Nullable PolicyChoice policy, OptionalLong seed) {
    String definition = CampaignDefinition.of(name, problem, policy);
    try {
      CampaignInfo campaign = client.campaigns().create(definition);
      return new ClientCampaign(client, campaign.name(), policy(campaign.json()));
    } catch (BandolierException refused) {
      throw new ReplayException("no campaign was made: " + refused.getMessage(), refused);
    }
  }

  private static String policy(String definition) {
    try {
      String type = JSON.readTree(definition).at("/policy/type").asText();
      if (type.isEmpty()) {
        throw new ReplayException("the server's campaign names no policy");
      }
      return type.startsWith(POLICY_PREFIX) ? type.substring(POLICY_PREFIX.length()) : type;
    } catch (JsonProcessingException broken) {
      throw new ReplayException("the server's campaign is no JSON", broken);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
