package dev.attestor.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.testkit.FakeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterObjectsTest {

  private static final ObjectKey NAME = new ObjectKey("shop", "s");
  private static final String PATH = "/namespaces/shop/secrets/s";

  @TempDir private Path folder;
  private final FakeApiServer server;
  private ApiCalls calls = new ApiCalls(Optional.empty(), Map.of());
  private ClusterObjects objects = new ClusterObjects(calls);

  ClusterObjectsTest() throws IOException {
    server = new FakeApiServer();
  }

  @BeforeEach
  void connect() throws IOException {
    calls = new ApiCalls(Optional.of(server.kubeconfig(folder)), Map.of());
    objects = new ClusterObjects(calls);
  }

  @AfterEach
  void stop() {
    calls.close();
    server.close();
  }

  @Test
  void knowsNothingOfAnObjectWhoseTypeIsServedInAnotherVersion() {
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ApiServerException.class)
          .isThrownBy(() -> objects.object(secrets("v1beta1"), NAME))
          .withMessage("the API server serves \"secrets.core\" no longer as \"v1beta1\"; ask again")
          .matches(ApiServerException::mayPass);
    }
    assertThat(server.requests())
        .containsExactly("GET /api/v1beta1" + PATH, "GET /api/v1beta1" + PATH);
    assertThat(server.discoveries()).isEqualTo(1);
  }

  @Test
  void findsNoObjectWithANameThatNoneHas() {
    assertThat(objects.object(secrets("v1"), NAME)).isEmpty();
  }

  @Test
  void looksUpTheTypesAgainOnlyIfThereIsNoSuchObject() {
    server.answer(
        "/api/v1beta1" + PATH,
        200,
        "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"s\",\"uid\":\"s1\"}}");
    assertThat(objects.object(secrets("v1beta1"), NAME)).map(ObjectMetadata::uid).contains("s1");
    assertThat(server.discoveries()).isZero();
  }

  private static ApiResource secrets(String version) {
    return new ApiResource(
        new ObjectType("secrets", "core"), version, "Secret", true, Set.of("get", "list"));
  }
}
