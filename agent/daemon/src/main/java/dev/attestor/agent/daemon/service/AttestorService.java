package dev.attestor.agent.daemon.service;

import dev.attestor.agent.api.v1.AttestorGrpc;
import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.WatchRequest;
import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.api.v1.WhoAmIRequest;
import dev.attestor.agent.api.v1.WhoAmIResponse;
import dev.attestor.agent.api.v1.WhoIsRequest;
import dev.attestor.agent.api.v1.WhoIsResponse;
import dev.attestor.agent.daemon.peer.PeerConnection;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/** The service {@code attestor.agent.v1.Attestor}. */
final class AttestorService extends AttestorGrpc.AttestorImplBase {

  private final CallAuthorizer authorizer;
  private final IdentityMessages identities;
  private final Callers callers;
  private final Watches watches;

  AttestorService(
      CallAuthorizer authorizer, IdentityMessages identities, Callers callers, Watches watches) {
    this.callers = callers;
    this.authorizer = authorizer;
    this.identities = identities;
    this.watches = watches;
  }

  @Override
  public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> response) {
    PeerConnection connection = PeerConnection.current();
    answer(
        authorizer.caller(),
        response,
        identity ->
            WhoAmIResponse.newBuilder()
                .setIdentity(identity)
                .setAccount(callers.account(connection))
                .build());
  }

  @Override
  public void whoIs(WhoIsRequest request, StreamObserver<WhoIsResponse> response) {
    answer(
        authorizer.other(request.getPid()),
        response,
        identity -> WhoIsResponse.newBuilder().setIdentity(identity).build());
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchResponse> response) {
    Subject subject =
        request.getPid() == 0 ? authorizer.caller() : authorizer.other(request.getPid());
    watches.begin(
        subject,
        PeerConnection.current().caller(),
        (ServerCallStreamObserver<WatchResponse>) response);
  }

  private <T> void answer(
      Subject subject, StreamObserver<T> response, Function<Identity, T> message) {
    new AttestCall<>(
            subject,
            PeerConnection.current().caller(),
            (ServerCallStreamObserver<T>) response,
            message,
            authorizer,
            identities,
            callers)
        .start();
  }
}
