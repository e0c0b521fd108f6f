package dev.attestor.spire.workload.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.spire.sdk.proto.reference.KubernetesObjectReference;
import dev.attestor.spire.sdk.proto.reference.WorkloadPIDReference;
import dev.attestor.spire.workload.broker.Reference.KubernetesObject;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A reference names one object in a way that is safe in a URL, or it is refused. */
class ReferenceFuzzTest {

  static Stream<byte[]> messages() {
    KubernetesObjectReference.Builder object = KubernetesObjectReference.newBuilder().setUid("u");
    object.getTypeBuilder().setPlural("pods").setGroup("core");
    object.getKeyBuilder().setNamespace("shop").setName("near");
    KubernetesObjectReference.Builder odd = object.clone();
    odd.getKeyBuilder().setName("../../x");
    return Stream.of(
        object.build().toByteArray(),
        odd.build().toByteArray(),
        WorkloadPIDReference.newBuilder().setPid(-1).build().toByteArray());
  }

  @MethodSource("messages")
  @FuzzTest
  void namesOneObjectOrNothing(byte[] message) {
    for (String type : new String[] {Reference.KUBERNETES, Reference.PROCESS}) {
      Growth.check(message, bytes -> decode(type, bytes));
      try {
        if (decode(type, message) instanceof KubernetesObject object) {
          assertThat(object.type().plural()).isNotEmpty();
          object
              .key()
              .ifPresent(key -> assertThat(key.name()).doesNotContain("/").doesNotContain("%"));
          assertThat(object.key().isPresent() || object.uid().isPresent()).isTrue();
        }
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        Refusals.checkMessage(String.valueOf(e.getStatus().getDescription()));
      }
    }
  }

  private static Reference decode(String type, byte[] message) {
    return Reference.decode(
        Any.newBuilder().setTypeUrl(type).setValue(ByteString.copyFrom(message)).build());
  }
}
