package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.ListSnapshotsRequest;
import dev.bandolier.v1.ListSnapshotsResponse;
import dev.bandolier.v1.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lists snapshots a page at a time; a token is the position of its page's last one. Pure. */
final class SnapshotPages {

  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_SIZE = 1000;
  private static final Pattern TOKEN = Pattern.compile("|[0-9]{1,18}");

  List<Violation> check(ListSnapshotsRequest request) {
    List<Violation> violations = new ArrayList<>();
    if (request.getPageSize() < 0 || request.getPageSize() > MAX_SIZE) {
      violations.add(new Violation("page_size", "0 to " + MAX_SIZE));
    }
    if (!TOKEN.matcher(request.getPageToken()).matches()) {
      violations.add(new Violation("page_token", "as a page before gave it"));
    }
    return violations;
  }

  ListSnapshotsResponse page(ListSnapshotsRequest request, List<Snapshot> all) {
    int size = request.getPageSize() == 0 ? DEFAULT_SIZE : request.getPageSize();
    long after = request.getPageToken().isEmpty() ? 0 : Long.parseLong(request.getPageToken());
    List<Snapshot> rest = all.stream().filter(snapshot -> snapshot.getPosition() > after).toList();
    ListSnapshotsResponse.Builder page = ListSnapshotsResponse.newBuilder();
    page.addAllSnapshots(rest.subList(0, Math.min(size, rest.size())));
    if (rest.size() > size) {
      page.setNextPageToken(Long.toString(rest.get(size - 1).getPosition()));
    }
    return page.build();
  }
}
