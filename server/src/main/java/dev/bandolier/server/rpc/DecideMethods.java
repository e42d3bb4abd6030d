package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import dev.bandolier.v1.DecisionServiceGrpc;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The methods that decide, as methods that give bytes; {@code DecideBatch} also takes its items one by
 * one. The same on the wire.
 */
final class DecideMethods {

  private DecideMethods() {}

  /** The decision service, with these methods as it answers them. */
  static ServerServiceDefinition serviceOf(DecisionCalls calls) {
    ServerServiceDefinition whole = calls.bindService();
    List<ServerMethodDefinition<?, ?>> own = List.of(one(calls), batch(calls), stream(calls));
    Set<String> names = own.stream().map(DecideMethods::name).collect(Collectors.toSet());
    List<ServerMethodDefinition<?, ?>> methods =
        Stream.<ServerMethodDefinition<?, ?>>concat(
                own.stream(),
                whole.getMethods().stream().filter(method -> !names.contains(name(method))))
            .toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(DecisionServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(whole.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return service.build();
  }

  private static String name(ServerMethodDefinition<?, ?> method) {
    return method.getMethodDescriptor().getFullMethodName();
  }

  private static ServerMethodDefinition<?, ?> one(DecisionCalls calls) {
    return ServerMethodDefinition.create(
        answering(DecisionServiceGrpc.getDecideMethod()),
        ServerCalls.asyncUnaryCall(calls::decideOne));
  }

  private static ServerMethodDefinition<?, ?> batch(DecisionCalls calls) {
    MethodDescriptor<BatchRequest, ByteString> method =
        DecisionServiceGrpc.getDecideBatchMethod().toBuilder(new Requests(), new Answers()).build();
    return ServerMethodDefinition.create(method, ServerCalls.asyncUnaryCall(calls::decideBatch));
  }

  private static ServerMethodDefinition<?, ?> stream(DecisionCalls calls) {
    return ServerMethodDefinition.create(
        answering(DecisionServiceGrpc.getDecideStreamMethod()),
        ServerCalls.asyncBidiStreamingCall(calls::decideEach));
  }

  private static <Q> MethodDescriptor<Q, ByteString> answering(MethodDescriptor<Q, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), new Answers()).build();
  }

  /** Reads requests; a server never writes any. */
  private static final class Requests implements Marshaller<BatchRequest> {

    @Override
    public InputStream stream(BatchRequest request) {
      throw new UnsupportedOperationException("a server sends no requests");
    }

    @Override
    public BatchRequest parse(InputStream stream) {
      try {
        return BatchRequest.read(stream);
      } catch (IOException malformed) {
        throw Status.INTERNAL
            .withDescription("Invalid protobuf byte sequence")
            .withCause(malformed)
            .asRuntimeException();
      }
    }
  }

  /** Writes answers; a server never reads any. */
  private static final class Answers implements Marshaller<ByteString> {

    @Override
    public InputStream stream(ByteString answer) {
      return new Pieces(answer);
    }

    @Override
    public ByteString parse(InputStream stream) {
      throw new UnsupportedOperationException("a server gets no answers");
    }
  }

  /** Bytes in pieces, of known length, which are written without being put together first. */
  private static final class Pieces extends InputStream implements KnownLength, Drainable {

    private final InputStream rest;
    private final ByteString all;

    Pieces(ByteString all) {
      this.all = all;
      this.rest = all.newInput();
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      all.writeTo(target);
      return all.size();
    }

    @Override
    public int available() throws IOException {
      return rest.available();
    }

    @Override
    public int read() throws IOException {
      return rest.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return rest.read(into, offset, length);
    }
  }
}
