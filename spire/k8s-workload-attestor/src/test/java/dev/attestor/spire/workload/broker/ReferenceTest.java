package dev.attestor.spire.workload.broker;

import static dev.attestor.spire.workload.broker.Cluster.any;
import static dev.attestor.spire.workload.broker.Cluster.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.attestor.kubernetes.objects.ObjectKey;
import dev.attestor.kubernetes.objects.ObjectType;
import dev.attestor.spire.workload.broker.Reference.KubernetesObject;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

  @Test
  void readsAnObjectByNameByUidAndByBoth() {
    ObjectKey key = new ObjectKey("shop", "near");
    assertThat(Reference.decode(object("pods", "core", "shop", "near", "")))
        .isEqualTo(new KubernetesObject(ObjectType.PODS, Optional.of(key), Optional.empty()));
    assertThat(Reference.decode(object("pods", "core", "", "", "u")))
        .isEqualTo(new KubernetesObject(ObjectType.PODS, Optional.empty(), Optional.of("u")));
    assertThat(Reference.decode(object("pods", "core", "shop", "near", "u")))
        .isEqualTo(new KubernetesObject(ObjectType.PODS, Optional.of(key), Optional.of("u")));
    assertThat(Reference.decode(Cluster.process(7))).isEqualTo(new Reference.NodeProcess(7));
  }

  @Test
  void ignoresFieldsThatItDoesNotKnow() {
    ByteString unknown = ByteString.copyFrom(new byte[] {8, 7, (byte) 0x98, 6, 1});
    assertThat(Reference.decode(any(Reference.PROCESS, unknown)))
        .isEqualTo(new Reference.NodeProcess(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x.Nope",
        "spiffe.broker.WorkloadPIDReference",
        "example.org/spiffe.broker.WorkloadPIDReference",
        "type.googleapis.com/spiffe.broker.workloadpidreference"
      })
  void refusesOtherTypes(String type) {
    refused(any(type, ByteString.EMPTY), "are not supported");
  }

  @Test
  void refusesBrokenEncodings() {
    ByteString noField = ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff});
    ByteString noUtf8 = ByteString.copyFrom(new byte[] {10, 3, 10, 1, (byte) 0xff});
    for (String type : List.of(Reference.PROCESS, Reference.KUBERNETES)) {
      refused(any(type, noField), "cannot be read");
    }
    refused(any(Reference.KUBERNETES, noUtf8), "cannot be read");
  }

  @ParameterizedTest(name = "{0}/{1} {2}/{3} #{4}")
  @CsvSource(
      nullValues = "null",
      value = {
        "pods, core, '', near, '', the key of a pod needs a namespace",
        "'', '', shop, near, '', the reference has no type",
        "'', core, shop, near, '', the reference has no type",
        "pods, '', shop, near, '', the reference has no type",
        "pods, core, '', '', '', neither a key nor a UID",
        "secrets, core, shop, '', '', is not a name",
        "secrets, core, shop, '', u, is not a name",
        "secrets, core, shop, '..', '', is not a name",
        "secrets, core, shop, '.', '', is not a name",
        "secrets, core, shop, a/b, '', is not a name",
        "secrets, core, shop, a%2fb, '', is not a name",
        "secrets, core, shop, ../../../../../../api/v1/namespaces/shop/configmaps/x, '', is not a name",
        "secrets, core, shop, ../../../../../../version, '', is not a name",
        "secrets, core, shop/secrets/s, s, '', is not a DNS label",
        "secrets, core, '..', s, '', is not a DNS label",
        "secrets, core, Shop, s, '', is not a DNS label",
        "pods, core, shop/pods, s, '', is not a DNS label"
      })
  void refusesWhatCannotBeTheNameOfAnObject(
      String plural, String group, String namespace, String name, String uid, String why) {
    refused(object(plural, group, namespace, name, uid), why);
  }

  @Test
  void refusesNamesAndUidsThatAreTooLongOrHaveControlCharacters() {
    refused(object("secrets", "core", "shop", "x".repeat(254), ""), "is not a name");
    refused(object("secrets", "core", "shop", "ä".repeat(127), ""), "is not a name");
    refused(object("secrets", "core", "shop", "a\nb", ""), "is not a name");
    refused(object("secrets", "core", "x".repeat(64), "a", ""), "is not a DNS label");
    refused(object("secrets", "core", "", "", "u".repeat(254)), "the UID cannot be used");
    refused(object("secrets", "core", "", "", "u\u0000"), "the UID cannot be used");
  }

  @Test
  void takesAColonAndOtherOddNames() {
    KubernetesObject odd =
        (KubernetesObject)
            Reference.decode(
                object("clusterroles", "rbac.authorization.k8s.io", "", "system:a?b", ""));
    assertThat(odd.key()).contains(new ObjectKey("", "system:a?b"));
  }

  private static void refused(Any message, String why) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> Reference.decode(message))
        .withMessageContaining(why)
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }
}
