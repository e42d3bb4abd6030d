package dev.bandolier.client;

import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.ActivateRequest;
import dev.bandolier.v1.ActivateResponse;
import dev.bandolier.v1.CensorRequest;
import dev.bandolier.v1.CensorResponse;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.ReportRequest;
import dev.bandolier.v1.ReportResponse;
import dev.bandolier.v1.RetractRequest;
import dev.bandolier.v1.RetractResponse;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The calls that carry feedback, one per kind. */
record Posts(Endpoints endpoints) {
  Post<Outcome> outcomes(Acknowledge when) {
    return post(
        FeedbackServiceGrpc.getReportMethod(),
        items ->
            ReportRequest.newBuilder()
                .addAllOutcomes(items)
                .setAcknowledgeWhen(FeedbackWire.when(when))
                .build(),
        (answer, items) -> answer.getAcknowledgementsList());
  }

  /** Watermarks are not acknowledged one by one: the call's answer stands for all of them. */
  Post<FeedWatermark> watermarks(Acknowledge when) {
    return post(
        FeedbackServiceGrpc.getReportMethod(),
        items ->
            ReportRequest.newBuilder()
                .addAllWatermarks(items)
                .setAcknowledgeWhen(FeedbackWire.when(when))
                .build(),
        (ReportResponse answer, List<FeedWatermark> items) ->
            items.stream().map(item -> recorded()).toList());
  }

  private static Acknowledgement recorded() {
    return Acknowledgement.newBuilder().setFate(dev.bandolier.v1.Fate.FATE_RECORDED).build();
  }

  Post<dev.bandolier.v1.Activation> activations(Acknowledge when) {
    return post(
        FeedbackServiceGrpc.getActivateMethod(),
        items ->
            ActivateRequest.newBuilder()
                .addAllActivations(items)
                .setAcknowledgeWhen(FeedbackWire.when(when))
                .build(),
        (ActivateResponse answer, List<dev.bandolier.v1.Activation> items) ->
            answer.getAcknowledgementsList());
  }

  Post<dev.bandolier.v1.Censoring> censorings(Acknowledge when) {
    return post(
        FeedbackServiceGrpc.getCensorMethod(),
        items ->
            CensorRequest.newBuilder()
                .addAllCensorings(items)
                .setAcknowledgeWhen(FeedbackWire.when(when))
                .build(),
        (CensorResponse answer, List<dev.bandolier.v1.Censoring> items) ->
            answer.getAcknowledgementsList());
  }

  Post<dev.bandolier.v1.Retraction> retractions(Acknowledge when) {
    return post(
        FeedbackServiceGrpc.getRetractMethod(),
        items ->
            RetractRequest.newBuilder()
                .addAllRetractions(items)
                .setAcknowledgeWhen(FeedbackWire.when(when))
                .build(),
        (RetractResponse answer, List<dev.bandolier.v1.Retraction> items) ->
            answer.getAcknowledgementsList());
  }

  private <I, Q, A> Post<I> post(
      MethodDescriptor<Q, A> method,
      Function<List<I>, Q> request,
      BiFunction<A, List<I>, List<Acknowledgement>> acknowledgements) {
    return (items, deadline, reply) ->
        endpoints.send(
            method,
            deadline,
            request.apply(items),
            new Unary.Reply<A>() {
              @Override
              public void answered(A answer) {
                reply.answered(acknowledgements.apply(answer, items));
              }

              @Override
              public void failed(Problem problem) {
                reply.failed(problem);
              }
            });
  }
}
