package dev.bandolier.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bandolier.server.decide.Definitions;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.DecisionServiceGrpc.DecisionServiceBlockingStub;
import dev.bandolier.v1.DecisionServiceGrpc.DecisionServiceImplBase;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.GetDecisionRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On the wire the methods that decide are what the generated ones would be. */
@Timeout(60)
final class DecideMethodsTest {

  @TempDir Path directory;

  private Wiring wiring;

  @BeforeEach
  void start() throws IOException {
    wiring = new Wiring(directory);
    CampaignServiceGrpc.newBlockingStub(wiring.channel)
        .createCampaign(CreateCampaignRequest.newBuilder().setCampaign(Definitions.mail()).build());
  }

  @AfterEach
  void stop() throws Exception {
    wiring.close();
  }

  @Test
  void methods_areThoseOfTheContract() {
    ServerServiceDefinition own = DecideMethods.serviceOf(new DecisionCalls(null, null, null));
    ServerServiceDefinition generated = new DecisionServiceImplBase() {}.bindService();

    assertThat(own.getServiceDescriptor().getName())
        .isEqualTo(generated.getServiceDescriptor().getName());
    assertThat(own.getServiceDescriptor().getSchemaDescriptor())
        .isSameAs(generated.getServiceDescriptor().getSchemaDescriptor());
    assertThat(own.getMethods().stream().map(DecideMethodsTest::traits))
        .containsExactlyInAnyOrderElementsOf(
            generated.getMethods().stream().map(DecideMethodsTest::traits).toList());
  }

  private static List<Object> traits(ServerMethodDefinition<?, ?> definition) {
    MethodDescriptor<?, ?> method = definition.getMethodDescriptor();
    return List.of(
        method.getFullMethodName(),
        method.getType(),
        method.isIdempotent(),
        method.isSafe(),
        method.isSampledToLocalTracing(),
        String.valueOf(method.getSchemaDescriptor()));
  }

  @Test
  void answers_areTheSame_byEachMethod_alsoToCompressedRequests() {
    DecideRequest request = request("d1");
    DecideResponse answer = decisions().decide(request);
    DecideBatchRequest batch =
        DecideBatchRequest.newBuilder()
            .setCampaign(Definitions.NAME)
            .addItems(request)
            .setReturnPayloads(true)
            .build();

    assertThat(answer.getSlotsCount()).isEqualTo(2);
    assertThat(answer.getUnknownFields().asMap()).isEmpty();
    assertThat(zipping().decide(request)).isEqualTo(answer);
    for (DecisionServiceBlockingStub stub : List.of(decisions(), zipping())) {
      DecideBatchResponse results = stub.decideBatch(batch);
      assertThat(results.getResultsList()).hasSize(1);
      assertThat(results.getResults(0).getResponse()).isEqualTo(answer);
      assertThat(streamed(stub, request).getResult().getResponse()).isEqualTo(answer);
      assertThat(stub.getDecision(asked("d1")).getDecision())
          .isEqualTo(decisions().decide(request.toBuilder().setReturnPmf(true).build()));
    }
  }

  private static DecideStreamResponse streamed(
      DecisionServiceBlockingStub stub, DecideRequest request) {
    List<DecideStreamResponse> answers = new ArrayList<>();
    MethodDescriptor<DecideStreamRequest, DecideStreamResponse> method =
        DecisionServiceGrpc.getDecideStreamMethod().toBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .build();
    ClientCalls.blockingServerStreamingCall(
            stub.getChannel(),
            method,
            stub.getCallOptions(),
            DecideStreamRequest.newBuilder().setRequest(request).build())
        .forEachRemaining(answers::add);
    assertThat(answers).hasSize(1);
    return answers.get(0);
  }

  @Test
  void largeAnswers_areWhole() {
    DecideBatchRequest batch =
        DecideBatchRequest.newBuilder()
            .setCampaign(Definitions.NAME)
            .addAllItems(
                IntStream.range(0, 5_000)
                    .mapToObj(i -> request("large" + i).toBuilder().setReturnPmf(true).build())
                    .toList())
            .build();
    assertThat(decisions().decideBatch(batch).getResultsList())
        .extracting(result -> result.getResponse().getDecisionId())
        .containsExactlyElementsOf(
            batch.getItemsList().stream().map(DecideRequest::getDecisionId).toList());
  }

  @Test
  void bytesThatAreNoMessage_failTheCall_asTheyFailAnyOther() {
    for (byte[] bytes : List.of(new byte[] {0x0a}, new byte[] {0x0a, 1, (byte) 0xff})) {
      Status.Code usual = code(() -> send(DecisionServiceGrpc.getGetDecisionMethod(), bytes));
      assertThat(code(() -> send(DecisionServiceGrpc.getDecideMethod(), bytes))).isEqualTo(usual);
      assertThat(code(() -> send(DecisionServiceGrpc.getDecideBatchMethod(), bytes)))
          .isEqualTo(usual);
    }
    assertThat(code(() -> send(DecisionServiceGrpc.getDecideMethod(), new byte[0])))
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  private void send(MethodDescriptor<?, ?> method, byte[] bytes) {
    ClientCalls.blockingUnaryCall(
        wiring.channel,
        method.toBuilder(new Bytes(), new Bytes()).build(),
        CallOptions.DEFAULT,
        bytes);
  }

  @Test
  void messagesThatAreTooLarge_areRefused_alsoWhereTheyAreLargeOnceUnpacked() {
    String much = "x".repeat(GrpcServerConfig.DEFAULTS.maxMessageBytes());
    DecideRequest large = request(much);
    for (DecisionServiceBlockingStub stub : List.of(decisions(), zipping())) {
      Status.Code usual = code(() -> stub.getDecision(asked(much)));
      assertThat(code(() -> stub.decide(large))).isEqualTo(usual);
      assertThat(code(() -> stub.decideBatch(batchOf(large)))).isEqualTo(usual);
    }
    assertThat(code(() -> decisions().decide(large))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(decisions().decide(request("d1")).getDecisionId()).isEqualTo("d1");
  }

  @Test
  void callsThatAreOverBeforeTheyBegin_decideNothing() {
    DecisionServiceBlockingStub late = decisions().withDeadlineAfter(-1, TimeUnit.SECONDS);
    assertThat(code(() -> late.decide(request("late")))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(code(() -> decisions().getDecision(asked("late")))).isEqualTo(Status.Code.NOT_FOUND);
  }

  private DecisionServiceBlockingStub decisions() {
    return DecisionServiceGrpc.newBlockingStub(wiring.channel);
  }

  private DecisionServiceBlockingStub zipping() {
    return decisions().withCompression("gzip");
  }

  private static DecideBatchRequest batchOf(DecideRequest item) {
    return DecideBatchRequest.newBuilder().setCampaign(Definitions.NAME).addItems(item).build();
  }

  private static GetDecisionRequest asked(String id) {
    return GetDecisionRequest.newBuilder().setCampaign(Definitions.NAME).setDecisionId(id).build();
  }

  private static DecideRequest request(String id) {
    return DecideRequest.newBuilder()
        .setCampaign(Definitions.NAME)
        .setDecisionId(id)
        .setUnit("reader-é")
        .setContext(Context.newBuilder().addFeatures(feature("device", "mobile")))
        .build();
  }

  private static Feature.Builder feature(String name, String category) {
    return Feature.newBuilder().setName(name).setCategory(category);
  }

  private static Status.Code code(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode();
  }
}
