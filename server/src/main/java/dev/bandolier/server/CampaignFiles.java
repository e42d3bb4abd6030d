package dev.bandolier.server;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.server.manage.Management;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes or updates the campaigns of the files that {@code serve --campaign} names. */
final class CampaignFiles {

  private static final Logger LOG = LoggerFactory.getLogger(CampaignFiles.class);

  private CampaignFiles() {}

  /**
   * Reads all files before anything is changed.
   *
   * @throws StartException if one cannot be read or is no campaign
   */
  static List<Campaign> read(List<Path> files) throws StartException {
    List<Campaign> definitions = new ArrayList<>();
    for (Path file : files) {
      try {
        definitions.add(CampaignFile.read(file));
      } catch (CampaignFileException e) {
        throw new StartException(String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw new StartException(
            "the campaign file " + file + " cannot be read: " + DataDirectory.reason(e), e);
      }
    }
    return definitions;
  }

  /**
   * Makes those that are new, and updates those that are not what their file says.
   *
   * @throws StartException if one is refused
   */
  static void apply(List<Campaign> definitions, Management management) throws StartException {
    for (Campaign definition : definitions) {
      dev.bandolier.server.campaign.Campaign current = management.get(definition.getName());
      if (current == null) {
        accepted(definition, create(definition, management));
        LOG.info("{} made", definition.getName());
      } else if (unstamped(accepted(definition, update(definition, true, management)))
          .equals(unstamped(current.definition()))) {
        LOG.info("{} stays as it is: revision {}", definition.getName(), current.revision());
      } else {
        accepted(definition, update(definition, false, management));
        LOG.info("{} updated", definition.getName());
      }
    }
  }

  /** Without what the server adds to each revision. */
  private static Campaign unstamped(Campaign definition) {
    return definition.toBuilder()
        .clearEtag()
        .clearRevision()
        .clearCreateTime()
        .clearUpdateTime()
        .build();
  }

  private static Campaign accepted(Campaign definition, ManageOutcome outcome)
      throws StartException {
    if (outcome instanceof ManageOutcome.Refused refused) {
      throw new StartException(message(definition.getName(), refused.refusal()));
    }
    return ((ManageOutcome.Changed) outcome).campaign();
  }

  private static ManageOutcome create(Campaign definition, Management management) {
    return management.create(CreateCampaignRequest.newBuilder().setCampaign(definition).build());
  }

  private static ManageOutcome update(
      Campaign definition, boolean validateOnly, Management management) {
    return management.update(
        UpdateCampaignRequest.newBuilder()
            .setCampaign(definition)
            .setValidateOnly(validateOnly)
            .build());
  }

  private static String message(String name, Refusal refusal) {
    String violations =
        refusal.violations().stream().map(CampaignFiles::text).collect(Collectors.joining("; "));
    return "the campaign "
        + name
        + " is refused: "
        + (violations.isEmpty() ? refusal.message() : violations);
  }

  private static String text(Violation violation) {
    return violation.field() + ": " + violation.description();
  }
}
