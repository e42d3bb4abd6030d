package dev.bandolier.server.campaign;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What names may look like. */
public final class Names {

  static final String CAMPAIGN_HINT =
      "must be campaigns/{campaign} or tenants/{tenant}/campaigns/{campaign}, each part 1 to 63 of"
          + " a-z, 0-9 and inner hyphens";
  static final String SLOT_HINT = "must be 1 to 63 of a-z, 0-9, _ and -, a letter first";
  static final String OUTCOME_HINT = SLOT_HINT;
  static final String FEATURE_HINT = "must be 1 to 63 of A-Z, a-z, 0-9, _, . and -, a letter first";
  static final String ARM_HINT = "must be 1 to 64 of A-Z, a-z, 0-9, . _ : / - and space";

  private static final String PART = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern CAMPAIGN =
      Pattern.compile("(tenants/" + PART + "/)?campaigns/" + PART);
  private static final Pattern SLOT = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Pattern FEATURE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");
  private static final Pattern ARM = Pattern.compile("[A-Za-z0-9._:/ -]{1,64}");

  private Names() {}

  /** Whether a campaign may have that resource name. */
  public static boolean isCampaign(String name) {
    return CAMPAIGN.matcher(name).matches();
  }

  /** Whether a slot may have that name. */
  public static boolean isSlot(String name) {
    return SLOT.matcher(name).matches();
  }

  /** Whether an outcome may have that name. */
  public static boolean isOutcome(String name) {
    return SLOT.matcher(name).matches();
  }

  /** Whether an arm may have that id. */
  public static boolean isArm(String id) {
    return ARM.matcher(id).matches();
  }

  static boolean isFeature(String name) {
    return FEATURE.matcher(name).matches();
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
