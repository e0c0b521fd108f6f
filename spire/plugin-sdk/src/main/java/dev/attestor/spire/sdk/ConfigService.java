package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.proto.config.ConfigGrpc;
import dev.attestor.spire.sdk.proto.config.ConfigureRequest;
import dev.attestor.spire.sdk.proto.config.ConfigureResponse;
import dev.attestor.spire.sdk.proto.config.ValidateRequest;
import dev.attestor.spire.sdk.proto.config.ValidateResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** SPIRE's configuration service for a {@link Configurable}. */
final class ConfigService extends ConfigGrpc.ConfigImplBase {

  private final Configurable plugin;

  ConfigService(Configurable plugin) {
    this.plugin = plugin;
  }

  @Override
  public void configure(ConfigureRequest request, StreamObserver<ConfigureResponse> answer) {
    try {
      plugin.configure(
          new PluginConfiguration(
              request.getCoreConfiguration().getTrustDomain(), request.getHclConfiguration()));
    } catch (BadConfigurationException e) {
      answer.onError(
          Status.INVALID_ARGUMENT
              .withDescription(e.getMessage())
              .withCause(e)
              .asRuntimeException());
      return;
    }
    answer.onNext(ConfigureResponse.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public void validate(ValidateRequest request, StreamObserver<ValidateResponse> answer) {
    ConfigValidation validation =
        plugin.validate(
            new PluginConfiguration(
                request.getCoreConfiguration().getTrustDomain(), request.getHclConfiguration()));
    answer.onNext(
        ValidateResponse.newBuilder()
            .setValid(validation.valid())
            .addAllNotes(validation.notes())
            .build());
    answer.onCompleted();
  }
}
