package dev.bandolier.server.rpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link DecideBatchRequest} whose items are read one by one: those that wait are bytes, an eighth of
 * what they are as messages, which the garbage collector would have to move while a batch is decided. Used by
 * one thread.
 */
final class BatchRequest {

  private static final int CAMPAIGN = field(DecideBatchRequest.CAMPAIGN_FIELD_NUMBER, true);
  private static final int ITEM = field(DecideBatchRequest.ITEMS_FIELD_NUMBER, true);
  private static final int PAYLOADS = field(DecideBatchRequest.RETURN_PAYLOADS_FIELD_NUMBER, false);
  private static final byte[] TAKEN = {};

  private final List<byte[]> items = new ArrayList<>();
  private String campaign = "";
  private boolean returnPayloads;

  private BatchRequest() {}

  private static int field(int number, boolean delimited) {
    int type = delimited ? WireFormat.WIRETYPE_LENGTH_DELIMITED : WireFormat.WIRETYPE_VARINT;
    return number << 3 | type;
  }

  /**
   * Reads one, as it is on the wire.
   *
   * @throws InvalidProtocolBufferException if it is not well-formed, its items apart
   */
  static BatchRequest read(InputStream stream) throws IOException {
    BatchRequest request = new BatchRequest();
    CodedInputStream in = CodedInputStream.newInstance(stream);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      request.take(tag, in);
    }
    return request;
  }

  private void take(int tag, CodedInputStream in) throws IOException {
    if (tag == ITEM) {
      items.add(in.readByteArray());
    } else if (tag == CAMPAIGN) {
      campaign = in.readStringRequireUtf8();
    } else if (tag == PAYLOADS) {
      returnPayloads = in.readBool();
    } else if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that did not begin");
    }
  }

  String campaign() {
    return campaign;
  }

  boolean returnPayloads() {
    return returnPayloads;
  }

  int size() {
    return items.size();
  }

  /**
   * Reads an item, once; its bytes are let go.
   *
   * @throws InvalidProtocolBufferException if it is not well-formed
   */
  DecideRequest take(int item) throws InvalidProtocolBufferException {
    return DecideRequest.parseFrom(items.set(item, TAKEN));
  }
}
