package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.sigstore.registry.RegistryClient.Endpoint;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizerTest {

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1/token", "https://localhost/token", "http://[::1]/"})
  void asksNoTokenServiceOnThisHostForARegistryElsewhere(String realm) {
    Authorizer authorizer = new Authorizer(new WebClient(Optional.empty()), new Logins(NONE));
    Endpoint endpoint =
        new Endpoint(URI.create("https://registry.example"), "registry.example", "app");

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(
            () ->
                authorizer.meet(
                    List.of("Bearer realm=\"" + realm + "\""),
                    endpoint,
                    Deadline.after(Duration.ofSeconds(1))))
        .withMessageContaining("which is on this host; it is not asked");
  }

  private static final Registries NONE =
      new Registries(
          Map.of(),
          Optional.of(Path.of("/none")),
          false,
          Optional.empty(),
          Map.of(),
          Optional.empty());
}
