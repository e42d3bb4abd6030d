package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The arms of a problem. Where every name may be an arm's id it is one; else the ids count from
 * {@code arm-1} and the names are payloads.
 */
record Arms(List<Arm> list) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/ -]{1,64}");

  /** One arm. */
  record Arm(String id, String payload) {}

  static Arms named(List<String> names) {
    boolean plain = names.stream().allMatch(name -> ID.matcher(name).matches());
    List<Arm> arms = new ArrayList<>();
    for (String name : names) {
      arms.add(plain ? new Arm(name, "") : new Arm("arm-" + (arms.size() + 1), name));
    }
    return new Arms(List.copyOf(arms));
  }

  int count() {
    return list.size();
  }

  /**
   * The index of the arm of that id.
   *
   * @throws ReplayException where there is none
   */
  int index(String id) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new ReplayException("the server chose '" + id + "', which is no arm");
  }
}
