package dev.attestor.spire.example;

import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.ConfigValidation;
import dev.attestor.spire.sdk.Configurable;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.PluginConfiguration;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestResponse;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Attests a process by the user it runs as: {@code user:alice}. */
public final class OwnerPlugin extends WorkloadAttestorGrpc.WorkloadAttestorImplBase
    implements Configurable {

  private static final Pattern CONFIGURATION = Pattern.compile("\\s*(?:key = \"(\\w+)\"\\s*)?");

  private final Configured<String> key = new Configured<>();

  public static void main(String[] args) {
    PluginServer server = PluginServer.of(PluginType.WORKLOAD_ATTESTOR);
    OwnerPlugin plugin = new OwnerPlugin();
    server.configuredBy(plugin).add(plugin).serve();
  }

  @Override
  public void configure(PluginConfiguration configuration) throws BadConfigurationException {
    key.set(parse(configuration.hcl()));
  }

  @Override
  public ConfigValidation validate(PluginConfiguration configuration) {
    try {
      parse(configuration.hcl());
      return new ConfigValidation(true, List.of());
    } catch (BadConfigurationException e) {
      return new ConfigValidation(false, List.of(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void attest(AttestRequest request, StreamObserver<AttestResponse> answer) {
    String name = key.get();
    Optional<String> user =
        ProcessHandle.of(request.getPid()).flatMap(process -> process.info().user());
    AttestResponse.Builder response = AttestResponse.newBuilder();
    user.ifPresent(owner -> response.addSelectorValues(name + ":" + owner));
    answer.onNext(response.build());
    answer.onCompleted();
  }

  private static String parse(String hcl) throws BadConfigurationException {
    Matcher matcher = CONFIGURATION.matcher(hcl);
    if (!matcher.matches()) {
      throw new BadConfigurationException("expected nothing, or: key = \"<word>\"");
    }
    return matcher.group(1) == null ? "user" : matcher.group(1);
  }
}
