package dev.attestor.runtime;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Answers each call at once, on the caller's thread, with a given message. */
final class AnsweringChannel extends Channel {

  private final CriAnswersFuzzTest.Answers answers;

  AnsweringChannel(CriAnswersFuzzTest.Answers answers) {
    this.answers = answers;
  }

  @Override
  public String authority() {
    return "localhost";
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    return new Call<>(method);
  }

  private final class Call<Q, A> extends ClientCall<Q, A> {

    private final MethodDescriptor<Q, A> method;
    private @Nullable Listener<A> listener;

    Call(MethodDescriptor<Q, A> method) {
      this.method = method;
    }

    @Override
    public void start(Listener<A> responses, Metadata headers) {
      listener = responses;
    }

    @Override
    public void halfClose() {
      Listener<A> responses = listener;
      if (responses == null) {
        throw new IllegalStateException("the call was not started");
      }
      responses.onHeaders(new Metadata());
      responses.onMessage(
          method.parseResponse(
              switch (String.valueOf(method.getBareMethodName())) {
                case "ListContainers" -> answers.containers().toByteString().newInput();
                case "ContainerStatus" -> answers.status().toByteString().newInput();
                default -> answers.sandboxes().toByteString().newInput();
              }));
      responses.onClose(Status.OK, new Metadata());
    }

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void sendMessage(Q message) {}
  }
}
