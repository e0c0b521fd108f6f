package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.hcl.decode.ConfigException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigProblemsTest {

  @Test
  void tellsAllProblemsAtOnceInTheOrderOfTheText() {
    String text =
        """
        kubelet_read_only_port = 10255
        kubelet_secure_port = 10250
        certificate_path = "/c"
        tokenpath = "/t"
        reload_interval = "soon"
        max_poll_attempts = 0
        experimental { api_servr {} }
        """;

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Configs.read(text, Map.of("MY_NODE_NAME", "a b")))
        .withMessage(
            "line 2: kubelet_read_only_port and kubelet_secure_port exclude each other; set one of"
                + " them; line 3: certificate_path is set without private_key_path; set both or"
                + " neither; line 4: unknown key \"tokenpath\", did you mean \"token_path\"?; line"
                + " 5: reload_interval is \"soon\", expected a duration such as \"500ms\" or"
                + " \"1m30s\"; line 7: unknown key \"experimental.api_servr\", did you mean"
                + " \"experimental.api_server\"?; the environment variable MY_NODE_NAME is \"a b\","
                + " expected a host name or an IP address");
    assertThat(Configs.problems(text))
        .contains(
            "line 3: warning: kubelet_read_only_port takes precedence: certificate_path has no effect",
            "line 6: note: max_poll_attempts is not positive; the default of 60 is used");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kubelet_secure_port = 65536           | kubelet_secure_port is 65536, expected a port from 1 to 65535
          kubelet_read_only_port = "999999"     | kubelet_read_only_port is 999999, expected a port from 1 to 65535
          kubelet_secure_port = 10.5            | kubelet_secure_port is 10.5, expected a whole number
          kubelet_secure_port = "a"             | kubelet_secure_port is "a", expected a whole number
          kubelet_secure_port = "09"            | kubelet_secure_port is "09", expected a whole number
          kubelet_secure_port = true            | kubelet_secure_port is true, expected a whole number
          kubelet_secure_port = [1]             | kubelet_secure_port is a list, expected a whole number
          kubelet_secure_port { a = 1 }         | kubelet_secure_port is a block, expected a whole number
          max_poll_attempts = "many"            | max_poll_attempts is "many", expected a whole number
          token_path = true                     | token_path is true, expected a string
          token_path = ["/t"]                   | token_path is a list, expected a string
          node_name = {}                        | node_name is a block, expected a string
          skip_kubelet_verification = "yes"     | skip_kubelet_verification is "yes", expected true or false
          skip_kubelet_verification = 2         | skip_kubelet_verification is 2, expected true or false
          skip_kubelet_verification = ""        | skip_kubelet_verification is "", expected true or false
          use_anonymous_authentication = []     | use_anonymous_authentication is a list, expected true or false
          poll_retry_interval = 5               | poll_retry_interval is "5", expected a duration such as "500ms" or "1m30s"
          poll_retry_interval = "3000000h"      | poll_retry_interval is "3000000h", expected a duration such as "500ms" or "1m30s"
          reload_interval = true                | reload_interval is true, expected a string
          kubelet_cgroup_root = "docker"        | kubelet_cgroup_root is "docker", expected an absolute cgroup path such as "/docker/<id>", the cgroupRoot of the kubelet, or "auto"
          kubelet_cgroup_root = "/a/../b"       | kubelet_cgroup_root is "/a/../b", expected an absolute cgroup path such as "/docker/<id>", the cgroupRoot of the kubelet, or "auto"
          kubelet_cgroup_root = "/.."           | kubelet_cgroup_root is "/..", expected an absolute cgroup path such as "/docker/<id>", the cgroupRoot of the kubelet, or "auto"
          certificate_path = "/c"               | certificate_path is set without private_key_path; set both or neither
          private_key_path = "/k"               | private_key_path is set without certificate_path; set both or neither
          experimental = 7                      | experimental is 7, expected a block
          experimental "a" {}                   | unknown key "experimental.a"
          use_new_container_locator = "maybe"   | use_new_container_locator is "maybe", expected true or false
          """)
  void refusesValuesOfNoUse(String text, String expected) {
    assertThat(Configs.problems(text)).contains("line 1: error: " + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docker",
        "/docker/",
        "//system.slice",
        "/system.slice/docker.service",
        "/system.slice/containerd.service",
        "/machine.slice",
        "/k8s.io",
        "/default",
        "/libpod_parent",
        "/user.slice",
        "/user.slice/user-1000.slice/user@1000.service"
      })
  void warnsOfACgroupRootBelowWhichOthersGiveNames(String root) throws Exception {
    assertThat(Configs.remarks("kubelet_cgroup_root = \"" + root + "\""))
        .anySatisfy(
            remark ->
                assertThat(remark)
                    .startsWith("line 1: warning: kubelet_cgroup_root is \"" + root + "\", below"));
  }

  @Test
  void notesThatAContainerChoosesTheNamesBelowACgroupRootInIt() throws Exception {
    String id = "0123456789abcdef".repeat(4);

    for (String root : new String[] {"/docker/" + id, "/system.slice/docker-" + id + ".scope"}) {
      assertThat(Configs.remarks("kubelet_cgroup_root = \"" + root + "\""))
          .anySatisfy(
              remark ->
                  assertThat(remark)
                      .startsWith("line 1: note: kubelet_cgroup_root is in a container, which"));
    }
    for (String root : new String[] {"/", "/kubelet", "/kubelet.slice", "/docker/abc"}) {
      assertThat(Configs.remarks("kubelet_cgroup_root = \"" + root + "\""))
          .noneMatch(remark -> remark.contains("kubelet_cgroup_root"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kubelet_secureport = 1                            | unknown key "kubelet_secureport", did you mean "kubelet_secure_port"?
          KUBELET_CA = "/c"                                 | unknown key "KUBELET_CA", did you mean "kubelet_ca_path"?
          disable_container_selector = true                 | unknown key "disable_container_selector", did you mean "disable_container_selectors"?
          xyzzy = 1                                         | unknown key "xyzzy"
          a_key_that_nobody_ever_thought_of = 1             | unknown key "a_key_that_nobody_ever_thought_of"
          experimental { sigstor {} }                       | unknown key "experimental.sigstor", did you mean "experimental.sigstore"?
          experimental { brokers {} }                       | unknown key "experimental.brokers", did you mean "experimental.broker"?
          experimental { token_path = "/t" }                | unknown key "experimental.token_path"
          sigstore { rekor = "u" }                          | unknown key "sigstore.rekor", did you mean "sigstore.rekor_url"?
          experimental { sigstore { ignore_sctt = true } }  | unknown key "experimental.sigstore.ignore_sctt", did you mean "experimental.sigstore.ignore_sct"?
          """)
  void namesTheNearestKnownKey(String text, String expected) {
    assertThat(Configs.problems(text)).contains("line 1: error: " + expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          use_anonymous_authentication = true token_path = "/t"                                | use_anonymous_authentication takes precedence: token_path has no effect
          use_anonymous_authentication = true certificate_path = "/c" private_key_path = "/k"  | use_anonymous_authentication takes precedence: certificate_path has no effect
          use_anonymous_authentication = true certificate_path = "/c" private_key_path = "/k"  | use_anonymous_authentication takes precedence: private_key_path has no effect
          certificate_path = "/c" private_key_path = "/k" token_path = "/t"                    | certificate_path takes precedence: token_path has no effect
          skip_kubelet_verification = true kubelet_ca_path = "/ca"                             | skip_kubelet_verification takes precedence: kubelet_ca_path has no effect
          skip_kubelet_verification = true kubelet_server_name = "n"                           | skip_kubelet_verification takes precedence: kubelet_server_name has no effect
          kubelet_read_only_port = 1 kubelet_ca_path = "/ca"                                   | kubelet_read_only_port takes precedence: kubelet_ca_path has no effect
          kubelet_read_only_port = 1 kubelet_server_name = "n"                                 | kubelet_read_only_port takes precedence: kubelet_server_name has no effect
          kubelet_read_only_port = 1 token_path = "/t"                                         | kubelet_read_only_port takes precedence: token_path has no effect
          kubelet_read_only_port = 1 skip_kubelet_verification = true                          | kubelet_read_only_port takes precedence: skip_kubelet_verification has no effect
          kubelet_read_only_port = 1 certificate_path = "/c" private_key_path = "/k"           | kubelet_read_only_port takes precedence: private_key_path has no effect
          token_path = "/a" TOKEN_PATH = "/b"                                                  | token_path is set 2 times; the last one counts
          """)
  void warnsOfWhatHasNoEffectAndNamesTheWinner(String text, String expected)
      throws ConfigException {
    assertThat(Configs.remarks(text)).containsOnlyOnce("line 1: warning: " + expected);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"use_new_container_locator", "verbose_container_locator_logs"})
  void notesThatThereIsOneWayOfLocating(String key) throws ConfigException {
    for (String value : new String[] {"true", "false", "\"1\""}) {
      assertThat(Configs.remarks(key + " = " + value))
          .containsExactly("line 1: note: " + key + " has no effect: there is one way of locating");
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"sigstore\": null}",
        "{\"experimental\": {\"sigstore\": null, \"api_server\": null}}",
        "{\"use_new_container_locator\": null, \"disable_kubelet_client\": null}",
        "{\"kubelet_secure_port\": 10250, \"kubelet_read_only_port\": null, \"token_path\": null}"
      })
  void takesNullAsNotSet(String text) throws ConfigException {
    assertThat(Configs.remarks(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "token_path = 7 token_path = [] use_anonymous_authentication = true",
        "kubelet_server_name = [] kubelet_read_only_port = 1",
        "certificate_path = \"/a\" certificate_path = [] use_anonymous_authentication = true"
      })
  void tellsNothingTwice(String text) {
    assertThat(Configs.problems(text)).doesNotHaveDuplicates();
  }

  @Test
  void lastDuplicateCounts() throws ConfigException {
    assertThat(Configs.config("max_poll_attempts = 1 max_poll_attempts = 4").patience())
        .hasSeconds(2);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"kubelet_secure_port =", "{\"a\": }", "a { b = 1", "a = \"\0\""})
  void saysWhereTheTextIsNoHcl(String text) {
    assertThat(Configs.problems(text)).singleElement().asString().startsWith("error: line 1, ");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "sigstore { registry_credentials { \"r.example\" { username = \"u\" password = \"hunter2\" } } }",
        "sigstore { registry_credential { \"r.example\" { password = \"hunter2\" } } }",
        "sigstore { registry_credentials = \"hunter2\" }",
        "registry_credentials { \"r\" { password = \"hunter2\" } }",
        "experimental { sigstore { registry_credentials = [{ r = { password = \"hunter2\" } }] } }",
        "token = \"hunter2\"",
        "password = \"hunter2",
        "{\"sigstore\": {\"registry_credentials\": {\"r\": {\"password\": \"hunter2\"}}}"
      })
  void neverEchoesSecrets(String text) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Configs.read(text, Map.of()))
        .satisfies(
            e ->
                assertThat(e.problems().toString() + e)
                    .doesNotContain("hunter2")
                    .doesNotContain("unter"));
  }
}
