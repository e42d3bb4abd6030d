package dev.bandolier.loadtest.load;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Messages as they are on the wire: encoded beforehand, read where needed, so that the driver costs
 * little and costs the same whatever it drives. Any thread.
 */
final class Bytes implements Marshaller<byte[]> {

  @Override
  public InputStream stream(byte[] message) {
    return new ByteArrayInputStream(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream instanceof KnownLength
          ? stream.readNBytes(stream.available())
          : stream.readAllBytes();
    } catch (IOException cut) {
      throw Status.INTERNAL.withCause(cut).asRuntimeException();
    }
  }
}
