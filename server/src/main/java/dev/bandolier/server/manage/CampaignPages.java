package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.ListCampaignsRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Lists campaigns by name, a page at a time. A token names the last campaign of its page, so pages
 * stay right while campaigns come and go: none that stays is left out or shown twice. Any thread.
 */
final class CampaignPages {

  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_SIZE = 1000;
  private static final String EVERYBODY = "tenants/-";
  private static final String PLAIN = "campaigns/";
  private static final Pattern PARENT =
      Pattern.compile("|tenants/-|tenants/[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private final Campaigns campaigns;

  CampaignPages(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  List<Violation> check(ListCampaignsRequest request) {
    List<Violation> violations = new ArrayList<>();
    if (!PARENT.matcher(request.getParent()).matches()) {
      violations.add(new Violation("parent", "empty, tenants/{tenant} or tenants/-"));
    }
    if (request.getPageSize() < 0 || request.getPageSize() > MAX_SIZE) {
      violations.add(new Violation("page_size", "0 to " + MAX_SIZE));
    }
    if (!isToken(request.getPageToken())) {
      violations.add(new Violation("page_token", "as a page before gave it"));
    }
    return violations;
  }

  ListOutcome.Page page(ListCampaignsRequest request) {
    int size = request.getPageSize() == 0 ? DEFAULT_SIZE : request.getPageSize();
    List<Campaign> found =
        campaigns.page(decode(request.getPageToken()), size + 1, belongsTo(request.getParent()));
    if (found.size() <= size) {
      return new ListOutcome.Page(found, "");
    }
    return new ListOutcome.Page(
        List.copyOf(found.subList(0, size)), encode(found.get(size - 1).name()));
  }

  private static Predicate<Campaign> belongsTo(String parent) {
    if (parent.equals(EVERYBODY)) {
      return campaign -> true;
    }
    String prefix = parent.isEmpty() ? PLAIN : parent + "/" + PLAIN;
    return campaign -> campaign.name().startsWith(prefix);
  }

  private static boolean isToken(String token) {
    try {
      return encode(decode(token)).equals(token);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static String encode(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String decode(String token) {
    return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
  }
}
