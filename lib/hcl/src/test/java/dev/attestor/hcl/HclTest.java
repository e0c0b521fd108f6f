package dev.attestor.hcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HclTest {
  @Test
  void givesEveryNodeItsPosition() throws HclSyntaxException {
    HclObject tree = Hcl.parse("\n/* é😀 */ a \"b\" {\r\n  c = [1,\n\ttrue]\n}");

    HclList list =
        new HclList(List.of(new HclNumber("1", at(3, 8)), new HclBool(true, at(4, 2))), at(3, 7));
    HclObject block =
        new HclObject(List.of(new HclEntry("c", List.of(), list, at(3, 3), false)), at(2, 17));
    assertThat(tree)
        .isEqualTo(
            new HclObject(
                List.of(
                    new HclEntry(
                        "a", List.of(new HclText("b", at(2, 13))), block, at(2, 11), true)),
                at(1, 1)));
  }

  @Test
  void givesJsonItsPositions() throws HclSyntaxException {
    HclObject tree = Hcl.parse("\uFEFF {\n \"a\": null}");

    assertThat(tree)
        .isEqualTo(
            new HclObject(
                List.of(new HclEntry("a", List.of(), new HclNull(at(2, 7)), at(2, 2), false)),
                at(1, 2)));
  }

  @Test
  void readsSpireBlocks() throws HclSyntaxException {
    String text =
        """
        # a Windows node
        plugins {
          WorkloadAttestor "k8s" {
            plugin_data {
              kubelet_read_only_port = "10255"
              max_poll_attempts = 60 // about half a minute
              skip_kubelet_verification = true
              experimental { sigstore { allowed_identities {
                "https://issuer.example" = ["a@example.org", "b@example.org"]
              } } }
            }
          }
        }
        """;

    assertThat(Trees.parse(text))
        .isEqualTo(
            "plugins {WorkloadAttestor 'k8s' {plugin_data {kubelet_read_only_port = '10255'; "
                + "max_poll_attempts = 60; skip_kubelet_verification = true; "
                + "experimental {sigstore {allowed_identities "
                + "{https://issuer.example = ['a@example.org', 'b@example.org']}}}}}}");
  }

  @Test
  void readsSpireAssignments() throws HclSyntaxException {
    String text =
        """
        node_name_env = "MY_NODE_NAME"
        kubelet_ca = <<-PEM
          -----BEGIN CERTIFICATE-----
          -----END CERTIFICATE-----
          PEM
        sigstore = { skipped_images = [], rekor_url = "${REKOR}" }
        """;

    assertThat(Trees.parse(text))
        .isEqualTo(
            "node_name_env = 'MY_NODE_NAME'; "
                + "kubelet_ca = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'; "
                + "sigstore = {skipped_images = []; rekor_url = '${REKOR}'}");
  }

  @Test
  void readsSpireJson() throws HclSyntaxException {
    String text =
        """
        {
          "WorkloadAttestor": [
            {"k8s": {"plugin_data": {"kubelet_secure_port": 10250, "token_path": null}}}
          ]
        }
        """;

    assertThat(Trees.parse(text))
        .isEqualTo(
            "WorkloadAttestor = [{k8s = {plugin_data = "
                + "{kubelet_secure_port = 10250; token_path = null}}}]");
  }

  @Test
  void readsHeredocsWithWindowsLineEnds() throws HclSyntaxException {
    assertThat(Trees.parse("a = <<E\r\nb\r\n\r\nE\r\nc = 1\r\n")).isEqualTo("a = 'b\n\n'; c = 1");
  }

  @Test
  void copiesWhatItIsGiven() {
    List<HclValue> items = new ArrayList<>(List.of(new HclNull(at(1, 1))));
    HclList list = new HclList(items, at(1, 1));
    items.clear();

    assertThat(list.items()).containsExactly(new HclNull(at(1, 1)));
  }

  @Test
  void showsPositionsAsLineAndColumn() {
    assertThat(at(3, 7)).hasToString("3:7");
  }

  @Test
  void rejectsPositionsOutsideAnyText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> at(0, 1))
        .withMessage("position \"0:1\" is not in a text, expected both from 1");
  }

  private static Position at(int line, int column) {
    return new Position(line, column);
  }
}
